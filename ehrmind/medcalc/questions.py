"""The wordings of a question: the same thing asked for in several ways, with all its rules in each.

asks("the patient's anion gap in mEq/L", " Leave potassium out.")
->  "[What is|...] the patient's anion gap in mEq/L? Leave potassium out."   or   "Calculate the patient's ..."
"""


def asks(what: str, rules: str = "") -> str:
    """A template of notes.grammar that asks for `what`; `rules` are further sentences, which every form ends with."""
    asked = (
        f"What is {what}?",
        f"From this note, what is {what}?",
        *(f"{verb} {what}." for verb in ("Calculate", "Compute", "Work out", "Determine", "Find", "Give")),
    )
    return f"[{'|'.join(asked)}]{rules}"
