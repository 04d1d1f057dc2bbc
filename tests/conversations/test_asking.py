"""People ask and are answered."""

from bot.context import KutipApplication
from tests.bot_api import BotApi

Bot = KutipApplication


async def test_a_question_is_answered_with_its_passage(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("perpus nya pindah kemana sih?")
    reply = await telegram.reply()
    assert reply.text.startswith("Perpustakaan pindah ke Jalan Melati 7.")
    assert "<blockquote>Perpustakaan Kota Awan pindah ke Jalan Melati 7" in reply.html
    assert "Edaran Perpustakaan Kota Awan · Kepindahan, paragraf 1" in reply.text
    assert 'href="https://awan.example/edaran#:~:text=Jalan%20Melati%207"' in reply.html
    assert reply.labels[:2] == ["👍", "👎"]


async def test_the_reply_is_in_the_language_of_the_question(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("where is the library moving to?")
    assert (await telegram.reply()).text.startswith("The library moves to Jalan Melati 7.")


async def test_an_answer_in_the_other_language_says_so(telegram: BotApi, bot: Bot) -> None:
    ann = telegram.person("Ann", language="en")
    await ann.says("what becomes of the old building?")
    reply = await telegram.reply()
    assert reply.text.startswith("Gedung lama menjadi museum batik.")
    assert "This answer exists only in Indonesian so far." in reply.text


async def test_a_known_unknown_says_what_was_read(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("jam buka perpustakaan baru berapa")
    reply = await telegram.reply()
    assert reply.text.startswith("Edaran tidak menyebut jam buka.")
    assert "Sumber yang sudah dibaca: Edaran Perpustakaan Kota Awan; Kabar Awan" in reply.text


async def test_a_strangers_question_is_kept_and_not_answered(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("resep rendang daging sapi empuk")
    reply = await telegram.reply()
    assert reply.text.startswith("Aku belum tahu jawabannya.")
    rows = await bot.bot_data.database.rows("SELECT text, outcome FROM question")
    assert [tuple(row) for row in rows] == [("resep rendang daging sapi empuk", "unanswered")]


async def test_small_talk_gets_a_friendly_line_and_examples(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("Halo!")
    reply = await telegram.reply()
    assert reply.text.startswith("Halo juga!")
    assert "• Perpustakaan pindah ke mana?" in reply.text


async def test_a_choice_answers_in_place(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("cabang dibuka kembali kapan?")
    reply = await telegram.reply()
    assert reply.text.startswith("Aku belum yakin maksudmu.")
    await budi.presses(reply, "1.")
    answered = await telegram.reply()
    assert answered.edited
    assert answered.id == reply.id
    assert "dibuka kembali pada" in answered.text
    assert len(await bot.bot_data.database.rows("SELECT * FROM pick")) == 1


async def test_none_of_these_is_kept(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("cabang dibuka kembali kapan?")
    await budi.presses(await telegram.reply(), "Bukan semuanya")
    assert (await telegram.reply()).text.startswith("Baik, pertanyaanmu kusimpan")
    rows = await bot.bot_data.database.rows("SELECT entry FROM pick")
    assert [row[0] for row in rows] == [None]


async def test_a_new_question_typed_meanwhile_is_simply_answered(
    telegram: BotApi, bot: Bot
) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("cabang dibuka kembali kapan?")
    await telegram.reply()
    await budi.says("denda keterlambatan dihapus?")
    assert (await telegram.reply()).text.startswith("Ya, denda keterlambatan dihapus")


async def test_thumbs_are_kept_and_the_last_one_counts(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("kapan perpustakaan pindah?")
    reply = await telegram.reply()
    await budi.presses(reply, "👎")
    await budi.presses(reply, "👍")
    await telegram.wait_until_quiet()
    rows = await bot.bot_data.database.rows("SELECT thumb FROM feedback")
    assert [row[0] for row in rows] == ["up"]


async def test_an_edited_question_edits_the_reply(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    message = await budi.says("kapan perpustakaan pindah?")
    first = await telegram.reply()
    await budi.edits(message, "gedung lama dijadikan apa?")
    second = await telegram.reply()
    assert (second.id, second.edited) == (first.id, True)
    assert second.text.startswith("Gedung lama menjadi museum batik.")


async def test_a_question_in_a_caption_counts(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.sends_photo(caption="kapan perpustakaan pindah?")
    assert (await telegram.reply()).text.startswith("Perpustakaan pindah pada 12 April 2031.")


async def test_a_related_question_opens_as_a_message_of_its_own(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("perpustakaan pindah ke mana?")
    reply = await telegram.reply()
    await budi.presses(reply, "Gedung lama dijadikan apa?")
    opened = await telegram.reply()
    assert opened.id != reply.id
    assert opened.text.startswith("Gedung lama dijadikan apa?\n\nGedung lama menjadi museum batik.")


async def test_emoji_alone_gets_one_hint(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.says("😅😅")
    assert (await telegram.reply()).text.startswith("Aku tidak menemukan pertanyaan")


async def test_a_voice_or_sticker_gets_one_hint(telegram: BotApi, bot: Bot) -> None:
    budi = telegram.person("Budi", language="id")
    await budi.sends_photo(caption="")
    assert (await telegram.reply()).text == "Aku hanya bisa membaca teks. Coba tulis pertanyaanmu."
