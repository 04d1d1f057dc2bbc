"""Every threshold of Kutip."""

SURE = 0.3
"""From this calibrated score on an entry is answered with ..."""
SURE_DENSE = 0.16
"""... or from this one on where entries pool many wordings: there it is right far more often."""
SURE_UNSTATED = 0.6
"""The same for a known unknown: that we looked for just this should not be said of a near miss."""
MAYBE = 0.12
"""From this calibrated score on an entry is offered as a choice."""
MAYBE_NAMED = 0.03
"""The same for a question of a word or two that the entry has: a name alone fits many entries."""
LEAST_LIKE = 0.05
"""Similarity of the first below which nothing is said or offered, however far behind the second
is: a margin over nothing is none. Right answers had 0.064 and more, of 516 labelled questions."""
NEARLY_CERTAIN = 0.97
"""From this calibrated score on the bot may speak unasked, or read a follow-up its own way."""
OVERHEARD_WORDS = 3
"""Content words that a message not meant for the bot must have, at least."""
SAME_SUBJECT = 0.5
"""Share of content words that two questions must have in common for "why?" to lead across."""
ALIKE = 0.16
"""Likeness to a cluster of unanswered questions from which on a question joins it.

The purest line within 0.02 of the best agreement on half of the intents of clinc150; 0.85 pure or
more there and on the announcement's own phrasings (``python -m tests.benchmarks --clusters``)."""
SAME = 0.25
"""Likeness to another question from which on the two are taken to ask the very same.

Of what one cluster holds 0.67 asks the same as its central question; 0.93 from this line on, and
0.26 of those that do are above it (unanswered phrasings of 150 entries left out of the
announcement); with what the new entry answers for certain, 0.91 and 0.42. It is set high: what is
below it stays in the queue, and a moderator's tap away."""
ACROSS = 2.0
"""What the words' part of a likeness counts for between two languages, which share no letters."""
SUGGESTED = 0.12
"""From this calibrated score on an entry is listed while somebody is still typing."""
CERTAIN = 0.99
"""The score of an entry of which the question is a phrasing, but for a letter or two."""
PASSAGE_HELPS = 0.5
"""From this calibrated score on a passage is shown though no entry fits."""
TOO_CLOSE = 0.02
"""Least lead over the runner-up, as a share of the best similarity, to answer without asking;
half of it where both rest on one passage, since either helps then."""
RIVALS = 20
"""Entries among which a rival is looked for: one that rests on other passages than the first."""
CHOICES = 3
NEAR = 0.5
"""Least similarity of a choice, as a share of the best one's."""
CONSIDERED = 10
"""Entries looked at closely."""
QUESTION_LETTERS = 600
"""A longer question is cut here."""
QUESTION_WORDS = 120
"""And here: one sign can unfold to many letters."""
SLIP = 2
"""Letters that a mistyped word may differ in and still be the phrasing's word for certain."""
TURNED = 3
"""Words; so short a question may have them in any order and still be the phrasing for certain."""
THIN = 3
"""Words; a shorter question with one telling word, or a longer with none, is never answered."""
SLIP_WORD = 4
"""Letters; shorter words must be typed right for that."""
