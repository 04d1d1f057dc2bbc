"""In groups the bot speaks when it is spoken to."""

from bot.context import KutipApplication
from tests.bot_api import BotApi

Bot = KutipApplication
QUESTION = "perpustakaan pindah ke mana?"
ANSWER = "Perpustakaan pindah ke Jalan Melati 7."


async def test_it_is_silent_unless_addressed(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    budi = telegram.person("Budi", language="id")
    await budi.says(QUESTION, chat=group)
    await budi.says("/mulai@botlain", chat=group)
    await telegram.silence(0.3)


async def test_it_answers_ask_in_reply_to_the_question(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    budi = telegram.person("Budi", language="id")
    message = await budi.says(f"/ask {QUESTION}", chat=group)
    reply = await telegram.reply()
    assert reply.text.startswith(ANSWER)
    assert reply.chat == group
    assert reply.reply_to == message


async def test_it_answers_a_mention(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    budi = telegram.person("Budi", language="id")
    await budi.says(f"@{bot.bot.username} {QUESTION}", chat=group)
    assert (await telegram.reply()).text.startswith(ANSWER)


async def test_a_longer_name_that_begins_alike_is_no_mention(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    budi = telegram.person("Budi", language="id")
    await budi.says(f"@{bot.bot.username}x {QUESTION}", chat=group)
    await telegram.silence(0.3)


async def test_it_answers_a_reply_to_its_own_message(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    budi = telegram.person("Budi", language="id")
    await budi.says("/ask kapan perpustakaan pindah?", chat=group)
    first = await telegram.reply()
    await budi.says("gedung lama dijadikan apa?", chat=group, reply_to=first)
    assert (await telegram.reply()).text.startswith("Gedung lama menjadi museum batik.")


async def test_ask_in_reply_to_somebody_asks_their_message(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    message = await budi.says(QUESTION, chat=group)
    await sari.says("/ask", chat=group, reply_to=message)
    assert (await telegram.reply()).text.startswith(ANSWER)


async def test_an_empty_ask_is_told_how(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    budi = telegram.person("Budi", language="id")
    await budi.says("/ask", chat=group)
    assert (await telegram.reply()).text.startswith("Tulis pertanyaanmu sesudah /ask")


async def test_a_forum_topic_is_answered_in_its_topic(telegram: BotApi, bot: Bot) -> None:
    forum = telegram.group("Forum Awan", forum=True)
    budi = telegram.person("Budi", language="id")
    await budi.says(f"/ask {QUESTION}", chat=forum, topic=7)
    reply = await telegram.reply()
    assert (reply.chat, reply.thread) == (forum, 7)


async def test_choices_are_for_the_one_who_asked(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    budi, sari = telegram.person("Budi", language="id"), telegram.person("Sari", language="id")
    await budi.says("/ask cabang dibuka kembali kapan?", chat=group)
    reply = await telegram.reply()
    press = await sari.presses(reply, "1.")
    await telegram.wait_until_quiet()
    assert press.text == "Tombol ini untuk yang bertanya."
    assert reply.now.text == reply.text


async def test_an_edited_ask_edits_the_reply(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    budi = telegram.person("Budi", language="id")
    message = await budi.says("/ask kapan perpustakaan pindah?", chat=group)
    first = await telegram.reply()
    await budi.edits(message, f"/ask {QUESTION}")
    second = await telegram.reply()
    assert second.id == first.id
    assert second.text.startswith(ANSWER)


async def test_emoji_for_the_bot_in_a_group_gets_no_reply(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    budi = telegram.person("Budi", language="id")
    await budi.says(f"@{bot.bot.username} 😂", chat=group)
    await telegram.silence(0.3)


async def test_an_ask_in_a_caption_counts(telegram: BotApi, bot: Bot) -> None:
    group = telegram.group("Warga Awan")
    budi = telegram.person("Budi", language="id")
    await budi.sends_photo(caption=f"/ask {QUESTION}", chat=group)
    assert (await telegram.reply()).text.startswith(ANSWER)
