"""A page as a sweep over three arms gives it, on notes made from templates: numbers are seeded, patients are nobody."""

import dataclasses
import json
import random
from collections.abc import Callable

from ehrmind.report.page import Answer, Figure, Page, Row, Section
from ehrmind.report.tables import Table

ARMS = {"base": 0.15, "sft": 0.4, "sft_rlvr": 0.65}  # and the share of right answers
RUNS = {arm: f"medcalc-smollm2-{arm}-{n}b2c3d4e" for n, arm in enumerate(ARMS)}
OPENING = "A {age}-year-old {who} is admitted with {complaint}. {history} On examination the patient is {state}."
COMPLAINTS = ("vomiting and confusion for two days", "shortness of breath on exertion", "fatigue and leg swelling")
HISTORIES = ("There is a history of hypertension and type 2 diabetes.", "No regular medication is taken.",
             "A knee was replaced three years ago, without complications.")  # fmt: skip
STATES = ("alert and comfortable at rest", "drowsy but rousable", "pale and mildly tachypnoeic")


def anion_gap(rng: random.Random) -> tuple[str, str, str]:
    na, cl, bicarbonate = rng.randint(128, 146), rng.randint(92, 108), rng.randint(12, 26)
    facts = f"Sodium is {na} mEq/L, chloride {cl} mEq/L and bicarbonate {bicarbonate} mEq/L."
    gap = na - cl - bicarbonate
    return facts, str(gap), f"The anion gap is sodium - chloride - bicarbonate = {na} - {cl} - {bicarbonate} = {gap}."


def arterial_pressure(rng: random.Random) -> tuple[str, str, str]:
    high, low = rng.randint(95, 180), rng.randint(50, 90)
    mean = round((high + 2 * low) / 3, 1)
    facts = f"Blood pressure is {high}/{low} mmHg, heart rate {rng.randint(60, 120)} beats per minute."
    return (
        facts,
        str(mean),
        f"The mean arterial pressure is (systolic + 2 diastolic) / 3 = ({high} + 2 × {low}) / 3 = {mean}.",
    )


def body_mass(rng: random.Random) -> tuple[str, str, str]:
    weight, height = rng.randint(48, 120), rng.randint(150, 195)
    index = round(weight / (height / 100) ** 2, 1)
    facts = f"Weight is {weight} kg at a height of {height} cm."
    return (
        facts,
        str(index),
        f"The height is {height / 100} m. The body mass index is {weight} / {height / 100}² = {index}.",
    )


CALCULATORS: dict[str, tuple[str, Callable[[random.Random], tuple[str, str, str]]]] = {
    "Anion Gap": ("lab", anion_gap),
    "Mean Arterial Pressure (MAP)": ("physical", arterial_pressure),
    "Body Mass Index (BMI)": ("physical", body_mass),
}


def make_row(index: int) -> Row:
    rng = random.Random(f"row/{index}")
    name, (category, solve) = list(CALCULATORS.items())[index % len(CALCULATORS)]
    facts, gold, work = solve(rng)
    note = OPENING.format(
        age=rng.randint(19, 88), who=rng.choice(("man", "woman")), complaint=rng.choice(COMPLAINTS),
        history=rng.choice(HISTORIES), state=rng.choice(STATES),
    )  # fmt: skip
    prompt = f"Patient note:\n{note} {facts}\n\nQuestion: What is the patient's {name}?"
    seen = "seen" if index % 3 else "unseen"
    return Row(
        f"medcalc-test-{index}",
        category,
        {"calculator": name, "calculators": seen},
        prompt,
        gold,
        completion(work, gold),
    )


def completion(work: str, answer: str) -> str:
    return f"<think>\n{work}\n</think>\n<answer>{json.dumps({'answer': answer})}</answer>"


def make_answer(arm: str, row: int, sample: int | None, rows: tuple[Row, ...]) -> Answer:
    rng = random.Random(f"{arm}/{row}/{sample}")
    gold, work = rows[row].gold, rows[row].gold_completion.split("\n")[1]
    facts = {
        "arm": arm,
        "run": RUNS[arm],
        "row": row,
        "sample": sample,
        "tokens": rng.randint(60, 220),
        "finished": True,
    }
    opening = f"Let me read the note. {' '.join(rng.sample(('I list the values.', 'I check the units.', 'I recall the formula.'), 2))}"
    if rng.random() < ARMS[arm]:
        return Answer(**facts, status="correct", reason="", answer=gold, text=completion(f"{opening}\n{work}", gold))
    wrong = str(round(float(gold) + rng.choice((-10, -2, 3, 12)), 1))
    if rng.random() < 0.7:
        text = completion(f"{opening}\n{work.replace(gold, wrong)}", wrong)
        reason = f"outside {float(gold) * 0.95:.4g} to {float(gold) * 1.05:.4g}"
        return Answer(**facts, status="wrong", reason=reason, answer=wrong, text=text)
    if rng.random() < 0.5:
        text = completion(opening, "about that")
        return Answer(**facts, status="invalid", reason="no number in 'about that'", answer="about that", text=text)
    facts |= {"tokens": 512, "finished": False}
    return Answer(
        **facts,
        status="malformed",
        reason="no <answer>",
        answer="",
        text=f"<think>\n{opening} {'I check the units. ' * 40}",
    )


def intervals() -> Figure:
    """Points with whiskers, as a plotting library would draw them."""
    marks = "".join(
        f'<text x="110" y="{y + 5}" text-anchor="end">{arm}</text><circle cx="{120 + 400 * p:.0f}" cy="{y}" r="5"/>'
        f'<path d="M{120 + 400 * (p - 0.09):.0f} {y}H{120 + 400 * (p + 0.09):.0f}" stroke="currentColor" stroke-width="2"/>'
        for y, (arm, p) in zip((30, 65, 100), ARMS.items(), strict=True)
    )
    ticks = "".join(f'<text x="{120 + 4 * x}" y="148" text-anchor="middle">{x} %</text>' for x in (0, 25, 50, 75, 100))
    svg = (
        '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="560" height="160" viewBox="0 0 560 160" fill="currentColor" '
        f'font-size="14">{marks}{ticks}<path d="M120 125H520" stroke="currentColor"/></svg>'
    )
    return Figure(
        "accuracy-plot",
        "Accuracy with its interval",
        svg,
        "95 % Wilson intervals over 40 questions, one greedy answer each.",
    )


def sections() -> tuple[Section, ...]:
    columns = (
        "arm",
        "n",
        "accuracy",
        "in format",
        "finished",
        "tokens",
        "train s",
        "eval s",
        "pass@12",
        "why answers fail",
    )
    rows = tuple(
        (arm, "40", f"{100 * p:.1f} % [{100 * p - 9:.0f}, {100 * p + 9:.0f}]", "97 %", "99 %", "141", "1,204", "88", f"{100 * p + 20:.1f} %",
         "no <answer>; truncated")
        for arm, p in ARMS.items()
    )  # fmt: skip
    caption = "Greedy answers to 40 questions; 95 % Wilson intervals in brackets."
    table = Table("arms", "Accuracy by arm", columns, rows, caption, frozenset(range(1, 9)))
    changes = Table("changes", "Change from base", ("arm", "difference", "p"),
                    (("sft", "+25.0 % [+8, +41]", "0.004"), ("sft_rlvr", "+50.0 % [+33, +66]", "< 0.001")), "", frozenset({1, 2}))  # fmt: skip
    text = (
        "Three arms on generated notes, one seed.\n\nAn interval that excludes zero is no proof: the questions are few."
    )
    return (
        Section("accuracy", "Accuracy", text, (table,), (intervals(),)),
        Section("pairs", "Paired differences", "The same questions, answered by both arms.", (changes,)),
    )


def make_page(rows: int = 40, samples: int = 2) -> Page:
    """Each arm answers each question greedily and `samples` times at random."""
    made = tuple(make_row(index) for index in range(rows))
    answers = (
        make_answer(arm, row, sample, made) for arm in ARMS for row in range(rows) for sample in (None, *range(samples))
    )
    return Page(
        "Medical calculation", "SmolLM2-135M-Instruct on 40 generated notes, seed 0",
        ("run medcalc-smollm2-rlvr-9f8e7d6c failed: CUDA out of memory at step 41", "arm rlvr has no finished run"),
        sections(), made, tuple(answers),
    )  # fmt: skip


def restricted(page: Page) -> Page:
    """The page without any text, as a restricted task hands it over."""
    rows = tuple(dataclasses.replace(row, prompt="", gold_completion="") for row in page.rows)
    return dataclasses.replace(
        page, rows=rows, answers=tuple(dataclasses.replace(answer, text="") for answer in page.answers)
    )


HOSTILE = (
    "<script>window.pwned = 1</script>", "</script><script>window.pwned = 1</script>", '<img src=x onerror="window.pwned = 1">',
    "<!--<script>", "--><b>", "]]></title></style>", '" onmouseover="window.pwned = 1" x="', "' autofocus onfocus='window.pwned = 1",
    "javascript:window.pwned = 1", "{{ 7 * 7 }}{% raw %}", "null\x00byte", "half \ud800 a pair", "\u202egnirts\u202c", "line\u2028and\u2029paragraph",
    "&lt;b&gt; &amp; &#x27;", "\\u003cscript\\u003e", "<svg onload=window.pwned=1>", "<iframe srcdoc='<script>parent.pwned=1</script>'>", "__proto__",
)  # fmt: skip


def hostile(*texts: str) -> Page:
    """A page that says each text wherever a text can stand."""
    rows = tuple(Row(text, text, {text: text}, text, text, text) for text in texts)
    answers = tuple(
        Answer(arm, f"{text}/{arm}", row, None, "wrong", text, text, 9, True, f"{text}{end}")
        for row, text in enumerate(texts)
        for arm, end in ((texts[0], ""), ("other", " again"))
    )
    sections = tuple(
        Section(f"s{n}", text, text, (Table(f"t{n}", text, (text, text), ((text, text),), text),), (Figure(f"f{n}", text, "<svg></svg>", text),))
        for n, text in enumerate(texts)
    )  # fmt: skip
    return Page("".join(texts), "".join(texts), texts, sections, rows, answers)
