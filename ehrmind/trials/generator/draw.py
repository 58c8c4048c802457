"""Draw the patients of a block: one problem, three conditions in question, four patients with each.

    draw_block(voice, settings)  ->  Block(problem=0, targets=(Target("copd", ...), ...), patients=(...))

Disease first: comorbidities, drugs, procedures and laboratory values follow from what the patient has. Trials of the
block study the three conditions; each is present in four patients and in no other, in whose notes it is excluded, in
the family, or of another stage.
"""

from dataclasses import dataclass

from ehrmind.trials.generator.concepts import (
    ABOVE,
    COMMON,
    CONDITIONS,
    MALIGNANCY,
    PAST,
    PROCEDURES,
    SINGLE_PROCEDURES,
    Condition,
    related,
)
from ehrmind.trials.generator.criteria import NOW, Has
from ehrmind.trials.generator.patient import (
    CHILDBEARING,
    FAMILY,
    FEMALE,
    MALE,
    NEVER_SMOKED,
    PREGNANT,
    PRESENT,
    RULED_OUT,
    SMOKER,
    Done,
    Illness,
    Patient,
    Taken,
)
from ehrmind.trials.generator.patient import PAST as OVER
from ehrmind.trials.generator.phrases import Voice
from ehrmind.trials.generator.problems import PROBLEMS
from ehrmind.trials.generator.results import draw_labs
from ehrmind.trials.generator.settings import Length, PairSettings

TARGETS, PATIENTS = 3, 4  # of a block; and patients with each target
MENOPAUSE, CHILDHOOD = 52, 10
TIMES = (
    3,
    5,
    10,
    21,
    42,
    60,
    120,
    150,
    240,
    300,
    730,
    1095,
    1460,
    2555,
    3650,
)  # that no window of a criterion ties with
RECENT = TIMES[:10]
RELATIVES = ("mother", "father", "brother", "sister", "aunt", "uncle")
MEN, WOMEN = ("father", "brother", "uncle"), ("mother", "sister", "aunt")
SHORT_COURSES = ("amoxicillin", "levofloxacin", "naproxen", "oxycodone", "tramadol", "prednisone")
NEVER_STOPPED = ("insulin_glargine", "insulin_aspart", "levothyroxine")
NOT_IN_PREGNANCY = frozenset(
    (
        *("anticancer", "antibody", "immunosuppressant", "raas", "statin", "anticoagulant", "hormone_therapy"),
        *("antiepileptic", "lithium", "nsaid", "antithyroid", "spironolactone", "sglt2", "antiviral"),
        *("antituberculosis", "dimethyl_fumarate", "tolvaptan", "lenalidomide"),
    )
)
MOST = {Length.short: (2, 1), Length.medium: (3, 2), Length.long: (5, 3)}  # comorbidities, and of each other kind


@dataclass(frozen=True, slots=True)
class Target:
    """A condition under study: a disease with the stages that belong to it, and how the trials name it."""

    disease: str
    stages: tuple[str, ...]
    asked: Has


@dataclass(frozen=True, slots=True)
class Block:
    """Three conditions and the patients, of whom the first four have the first condition."""

    problem: int
    targets: tuple[Target, ...]
    patients: tuple[Patient, ...]


def draw_block(voice: Voice, settings: PairSettings) -> Block:
    """The conditions of one problem, and twelve patients."""
    number = int(voice.rng.random() * len(PROBLEMS))
    targets = _targets(number, voice, settings)
    patients = [_patient(number, targets, at, voice, settings) for at in range(TARGETS) for _ in range(PATIENTS)]
    return Block(number, targets, tuple(patients))


def _targets(number: int, voice: Voice, settings: PairSettings) -> tuple[Target, ...]:
    """Three conditions that exclude each other: diseases, or one disease in two ranges of stages and another."""
    diseases = voice.some(PROBLEMS[number].diseases, TARGETS)
    parts = [(name, CONDITIONS[name].stages, False) for name in diseases]
    staged = [name for name in diseases if len(CONDITIONS[name].stages) > 1]
    if staged and voice.chance(0.35):
        name = voice.among(staged)
        stages = CONDITIONS[name].stages
        cut = 1 + int(voice.rng.random() * (len(stages) - 1))
        other = next(item for item in diseases if item != name)
        parts = [(name, stages[:cut], True), (name, stages[cut:], True), (other, CONDITIONS[other].stages, False)]
    names = [name for name, *_ in parts]
    found = []
    for name, stages, limited in parts:
        classes = [up for up in ABOVE[name] if up != name and not any(up in ABOVE[it] for it in names if it != name)]
        general = not limited and classes and voice.chance(settings.hypernyms)
        asked = Has(voice.among(sorted(classes)) if general else name, NOW, stages if limited else ())
        found.append(Target(name, stages, asked))
    return tuple(found)


def _patient(number: int, targets: tuple[Target, ...], at: int, voice: Voice, settings: PairSettings) -> Patient:
    target = targets[at]
    disease = CONDITIONS[target.disease]
    sex = _sex(targets, voice)
    age = disease.ages[0] + int(voice.rng.random() * (disease.ages[1] - disease.ages[0] + 1))
    stage = voice.among(target.stages) if target.stages else ""
    days = voice.among(TIMES[:6] if disease.kind == "event" else _lived(TIMES[5:14], age))
    illnesses = [Illness(disease.id, PRESENT, days, stage)]
    illnesses += _not_present(targets, at, sex, voice, settings)
    most, few = MOST[settings.length]
    illnesses += _others(targets, age, sex, most, few, voice)
    drugs = _drugs(illnesses, few, voice)
    procedures = _procedures(illnesses, sex, age, few, voice)
    labs, earlier = draw_labs(age, sex, illnesses, drugs, voice, settings)
    closed = (voice.chance(settings.closed), voice.chance(settings.closed))
    states = _states(age, sex, drugs, procedures, voice)
    return Patient(
        *(age, sex, number, disease.id, tuple(illnesses), drugs, procedures, labs, earlier, states),
        *closed,
    )


def _sex(targets: tuple[Target, ...], voice: Voice) -> str:
    """That of a disease which only one sex has; the other diseases of the problem then stand beside it."""
    given = [CONDITIONS[target.disease].sex for target in targets if CONDITIONS[target.disease].sex]
    return given[0] if given else voice.among((FEMALE, MALE))


def _not_present(targets: tuple[Target, ...], at: int, sex: str, voice: Voice, settings: PairSettings) -> list[Illness]:
    """The block's other diseases, which this patient has not: ruled out, or in the family."""
    found = []
    for disease in {target.disease: None for target in targets if target.disease != targets[at].disease}:
        if not voice.chance(settings.hard):
            continue
        if voice.chance(0.65):
            found.append(Illness(disease, RULED_OUT))
        else:
            found.append(_in_family(CONDITIONS[disease], voice))
    return found


def _in_family(disease: Condition, voice: Voice) -> Illness:
    relatives = {MALE: MEN, FEMALE: WOMEN}.get(disease.sex, RELATIVES)
    return Illness(disease.id, FAMILY, relative=voice.among(relatives))


def _others(targets: tuple[Target, ...], age: int, sex: str, most: int, few: int, voice: Voice) -> list[Illness]:
    """Comorbidities, what is over, what was denied, what runs in the family; none of it a condition under study."""
    taken = [name for target in targets for name in (target.disease, target.asked.id)]
    taken += [_CLASHES[name] for name in taken if name in _CLASHES]
    found: list[Illness] = []

    def add(pool: tuple[str, ...], status: str, count: int) -> None:
        for name in voice.some(pool, count + 4 if count else 0):
            item = CONDITIONS[name]
            if count == 0:
                return
            if not _fits(item, status, taken, age, sex):
                continue
            count -= 1
            taken.append(name)
            if name in _CLASHES:
                taken.append(_CLASHES[name])
            if status == FAMILY:
                found.append(_in_family(item, voice))
                continue
            days = 0 if status == RULED_OUT else voice.among(_lived(TIMES if status == OVER else TIMES[8:], age))
            stage = voice.among(item.stages) if item.stages and status == PRESENT else ""
            found.append(Illness(name, status, days, stage))

    add(_COMORBID, PRESENT, 1 + int(voice.rng.random() * most))
    add(PAST, OVER, int(voice.rng.random() * (few + 1)))
    add(_DENIED, RULED_OUT, 1 + int(voice.rng.random() * few))
    add(_COMORBID, FAMILY, int(voice.rng.random() * few))
    return found


def _lived(times: tuple[int, ...], age: int) -> list[int]:
    """Those that were not in the patient's childhood."""
    return [days for days in times if days < (age - CHILDHOOD) * 365]


def _fits(item: Condition, status: str, taken: list[str], age: int, sex: str) -> bool:
    """Whether the patient can have, or be said not to have, this one too."""
    if any(related(item.id, other) for other in taken) or (item.sex and item.sex != sex):
        return False
    if status == RULED_OUT:  # "no kidney disease" beside a nephropathy would be wrong
        return not any(ABOVE[item.id] & ABOVE[other] for other in taken)
    return status == FAMILY or item.ages[0] <= age <= item.ages[1] + 5


_CLASHES = {"mi": "cad", "cad": "mi", "ulcer": "bleed", "bleed": "ulcer"}  # the one says something of the other
_COMORBID = (
    *COMMON,
    "t2dm",
    "af",
    "cad",
    "hypothyroidism",
    "depression",
    "gout",
    "ckd",
    "asthma",
    "migraine",
    "psoriasis",
)
_DENIED = (*_COMORBID, *PAST, "stroke", "epilepsy", "hbv", "hcv", "hiv", "tuberculosis")


def _drugs(illnesses: list[Illness], few: int, voice: Voice) -> tuple[Taken, ...]:
    """Each for something that the patient has; some stopped, and short courses that are over."""
    found: dict[str, Taken] = {}
    for at, illness in enumerate(illnesses):
        choices = CONDITIONS[illness.id].drugs
        if illness.status not in (PRESENT, OVER) or not choices:
            continue
        count = 2 if at == 0 else int(voice.rng.random() < 0.75)
        for name in voice.some(choices, count):
            if any(not ABOVE[name].isdisjoint(ABOVE[other] - {"anticancer", "immune_any", "raas"}) for other in found):
                continue  # never two of a class
            before = [days for days in RECENT if days < illness.days]  # nothing is stopped before the illness began
            stopped = voice.among(before) if before and name not in NEVER_STOPPED and voice.chance(0.35) else None
            found[name] = Taken(name, illness.id, stopped)
    for name in voice.some(SHORT_COURSES, int(voice.rng.random() * (few + 1))):
        if all(ABOVE[name].isdisjoint(ABOVE[other]) for other in found):
            found[name] = Taken(name, "", voice.among(RECENT))
    return tuple(found.values())


def _procedures(illnesses: list[Illness], sex: str, age: int, few: int, voice: Voice) -> tuple[Done, ...]:
    """What was done; for a condition only since it began."""
    present = [item for item in illnesses if item.status == PRESENT]
    names = voice.some(SINGLE_PROCEDURES, few + 1)
    if any(MALIGNANCY in ABOVE[item.id] for item in present) and voice.chance(0.3):
        names.append("radiation")
    found = {}
    for name in names:
        item = PROCEDURES[name]
        since = max((one.days for one in present if item.needs in ABOVE[one.id]), default=0) if item.needs else 9999
        times = [days for days in TIMES if days < since]
        gynecologic = any(CONDITIONS[one.id].sex for one in present) and item.sex
        if times and age >= item.age and item.sex in ("", sex) and not gynecologic:
            found[name] = Done(name, voice.among(times))
    return tuple(found.values())


def _states(age: int, sex: str, drugs: tuple[Taken, ...], procedures: tuple[Done, ...], voice: Voice) -> dict[str, int]:
    """What is known of sex, pregnancy and smoking. A woman of child-bearing age may be pregnant, not, or not asked."""
    female = sex == FEMALE
    states = {FEMALE: 2 * female, MALE: 2 * (not female)}
    fertile = female and age < MENOPAUSE and all(done.id != "hysterectomy" for done in procedures)
    if not fertile:
        states |= {PREGNANT: 0, CHILDBEARING: 0}
    elif voice.chance(0.6):
        current = {up for drug in drugs if drug.stopped is None for up in ABOVE[drug.id]}
        may = age < 45 and current.isdisjoint(NOT_IN_PREGNANCY)
        states |= {PREGNANT: 2 * voice.chance(0.3 if may else 0.0), CHILDBEARING: 2}
    smoking = voice.among(((2, 0), (0, 0), (0, 2), None))
    if smoking:
        states[SMOKER], states[NEVER_SMOKED] = smoking
    return states
