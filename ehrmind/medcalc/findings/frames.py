"""The sentences around a phrase that hold for every disease, and for every event of the past.

history("copd", "COPD", "emphysema").present[1]  ->  "{He} was [once|previously|] diagnosed with [COPD|emphysema]."
"""

from ehrmind.medcalc.forms import Finding


def one_of(phrases: tuple[str, ...]) -> str:
    """The phrases as alternatives of a template: "[hypertension|HTN]"."""
    return f"[{'|'.join(phrases)}]"


def history(
    name: str,
    *phrases: str,
    denied: tuple[str, ...] = (),
    label: str = "",
    present: tuple[str, ...] = (),
    absent: tuple[str, ...] = (),
    implied: tuple[str, ...] = (),
    noun: str = "",
    names: tuple[str, ...] = (),
    prevalence: tuple[float, float] = (0.08, 0.12),
    entities: tuple[str, ...] = (),
) -> Finding:
    """A lasting disease, in the usual sentences around its phrases; `denied` are those of its absence, if they differ.

    `present` and `absent` are further templates.
    """
    known, gone = one_of(phrases), one_of(denied or phrases)
    return Finding(
        name,
        (
            f"{{He}} [has a history of|has known|is known to have|carries a diagnosis of] {known}.",
            f"{{He}} was [once|previously|] diagnosed with {known}.",
            f"[Known|History of|Hx of|Background of|PMH notable for|PMH significant for|PMHx:] {known}.",
            *present,
        ),
        (
            f"{{He}} [has no history of|has no known|denies any history of|gives no history of] {gone}.",
            f"[No known|No history of|No hx of|PMH negative for|There is no history of] {gone}.",
            *absent,
        ),
        label=label or phrases[0],
        implied=implied,
        noun=noun,
        names=names,
        prevalence=prevalence,
        entities=entities,
    )


def event(
    name: str,
    *phrases: str,
    denied: tuple[str, ...] = (),
    label: str = "",
    present: tuple[str, ...] = (),
    absent: tuple[str, ...] = (),
    implied: tuple[str, ...] = (),
    noun: str = "",
    names: tuple[str, ...] = (),
    prevalence: tuple[float, float] = (0.03, 0.1),
    entities: tuple[str, ...] = (),
) -> Finding:
    """Something that happened in the past, however long ago: a stroke, a clot. Phrases bear no article."""
    known, gone = one_of(phrases), one_of(denied or phrases)
    return Finding(
        name,
        (
            f"{{He}} [has|is known to have] a [past|remote|documented|] history of {known}.",
            f"[Prior|Previous|History of|Hx of|PMH significant for|Past medical history includes|PMHx: prior] {known}.",
            *present,
        ),
        (
            f"{{He}} [has no history of|denies any history of|has had no previous|gives no history of] {gone}.",
            f"[No prior|No previous|No history of|No hx of|PMH negative for|There is no history of] {gone}.",
            *absent,
        ),
        label=label or phrases[0],
        implied=implied,
        noun=noun,
        names=names,
        prevalence=prevalence,
        entities=entities,
    )
