"""What notes say of Caprini's events of the last month.

"The staples of {his} open bowel resection were removed [last week|some days ago]."     major surgery in the last month
"""

from ehrmind.medcalc.findings.frames import one_of
from ehrmind.medcalc.forms import Finding


def last_month(
    name: str,
    phrases: tuple[str, ...],
    bare: tuple[str, ...],
    implied: tuple[str, ...],
    entity: str,
    verb: str = "had",
    prevalence: tuple[float, float] = (0.04, 0.05),
) -> Finding:
    """An event of the last month; `bare` are its phrases without an article, the first of them its label.

    `verb` stands before the phrases: "had", "was treated for".
    """
    said, gone = one_of(phrases), one_of(bare)
    return Finding(
        name,
        (
            f"{{He}} {verb} {said} [within|in] the [last|past] month.",
            f"[Two weeks ago|Last week|Ten days ago|A fortnight ago] {{he}} {verb} {said}.",
            f"[In the past month|Three weeks ago] {{he}} {verb} {said}.",
        ),
        (
            f"{{He}} [had|has had|reports] no {gone} in the [last|past] month.",
            f"[There was no|No] {gone} [within|in] the past month.",
            f"{{He}} denies any {gone} in the past month.",
        ),
        label=f"{bare[0]} in the last month",
        implied=implied,
        prevalence=prevalence,
        entities=(entity,),
    )


RECENT_SURGERY = last_month(
    "major_surgery_last_month",
    ("major surgery", "a major operation"),
    ("major surgery", "major operation"),
    (
        "The staples of {his} open bowel resection were removed [last week|some days ago].",
        "[Ten days|A fortnight] ago a [kidney|lobe of the lung] was removed through an open incision.",
        "{His} sternum was wired after valve surgery [two|three] weeks ago.",
        "{He} went home last week after an open [splenectomy|aortic graft].",
    ),
    "Major Surgery in the last month",
    prevalence=(0.08, 0.08),
)
RECENT_HEART_FAILURE = last_month(
    "heart_failure_last_month",
    ("congestive heart failure", "decompensated heart failure", "CHF"),
    ("congestive heart failure", "heart failure", "decompensated heart failure"),
    (
        "Last week {he} was given [diuretics|intravenous furosemide] for lung edema from a failing left ventricle.",
        "[Ten days|A fortnight] ago a poorly contracting left ventricle [flooded|congested] {his} lungs.",
        "[Last week|Two weeks ago] furosemide drew liters of fluid from {his} lungs, with an ejection fraction "
        "of twenty "
        "percent.",
        "[Two|Three] weeks ago {he} needed dobutamine and diuretics for a congested, failing left ventricle.",
    ),
    "Congestive Heart Failure in the last month",
    verb="was treated for",
    prevalence=(0.01, 0.12),
)
RECENT_SEPSIS = last_month(
    "sepsis_last_month",
    ("sepsis", "septic shock", "bacterial sepsis"),
    ("sepsis", "sepsis or septic shock"),
    (
        "Last week {he} needed vasopressors for bacteria in {his} blood.",
        "[Two weeks|Ten days] ago a urinary infection with bacteremia dropped {his} pressure and raised {his} lactate.",
        "{He} was in intensive care [two|three] weeks ago with bacteremia, failing kidneys and norepinephrine.",
        "Infected bile sent bacteria into {his} blood last week, with [rigors, low pressure and failing kidneys|a low "
        "pressure, a high lactate and confusion].",
    ),
    "Sepsis in the last month",
    verb="was treated for",
)
RECENT_PNEUMONIA = last_month(
    "pneumonia_last_month",
    ("pneumonia", "community-acquired pneumonia", "lobar pneumonia"),
    ("pneumonia",),
    (
        "Last week {he} finished antibiotics for fever, purulent sputum and a lobar infiltrate.",
        "[Ten days|A fortnight] ago a new consolidation with fever and rusty sputum was treated with [amoxicillin|"
        "ceftriaxone].",
        "{He} took [levofloxacin|doxycycline] two weeks ago for cough, fever and a white lower lobe on the film.",
        "[Two|Three] weeks ago pneumococci were grown from {his} sputum, with fever and a consolidated lobe.",
    ),
    "Pneumonia in the last month",
    verb="was treated for",
    prevalence=(0.04, 0.1),
)
RECENT_CAST = last_month(
    "cast_last_month",
    ("an immobilizing plaster cast", "a plaster cast on one leg", "an immobilizing leg cast"),
    ("immobilizing plaster cast", "plaster cast"),
    (
        "Until last week {his} ankle was fixed in plaster for a torn ligament.",
        "The plaster that held {his} torn Achilles tendon still was sawn off [ten days ago|last week].",
        "{He} spent [the past three weeks|three weeks until yesterday] with a knee in plaster for a torn ligament.",
        "Two weeks ago {his} sprained ankle was put into [a below-knee plaster|plaster up to the knee].",
    ),
    "Immobilizing plaster cast in the last month",
    verb="wore",
    prevalence=(0.04, 0.03),
)
RECENT_FRACTURE = last_month(
    "fracture_last_month",
    ("a fracture of the pelvis", "a hip fracture", "a fractured leg", "a tibial fracture"),
    ("hip, pelvis or leg fracture", "fracture of hip, pelvis or leg"),
    (
        "Last week {he} fell and broke {his} [thigh bone|shin bone].",
        "[Two weeks|Ten days] ago the neck of {his} femur snapped in a fall.",
        "Films of [last week|a fortnight ago] show both pubic rami broken.",
        "A film taken [two|three] weeks ago shows a fresh spiral break through the [tibia|femur].",
    ),
    "Hip, pelvis, or leg fracture in the last month",
    verb="sustained",
    prevalence=(0.03, 0.08),
)
RECENT_STROKE = last_month(
    "stroke_last_month",
    ("a stroke", "an ischemic stroke", "a CVA"),
    ("stroke", "stroke or CVA"),
    (
        "[Ten days|A fortnight] ago a clot was pulled from {his} middle cerebral artery.",
        "Alteplase was given [two|three] weeks ago for sudden [aphasia|facial droop] with a fresh infarct on MRI.",
        "Diffusion imaging of [last week|two weeks ago] lit up a fresh infarct in the left hemisphere.",
        "{He} has had a droop of the face and slurred words since a cerebral infarction [last week|ten days ago].",
    ),
    "Stroke in the last month",
    verb="suffered",
    prevalence=(0.01, 0.05),
)
RECENT_TRAUMA = last_month(
    "trauma_last_month",
    ("multiple trauma", "polytrauma", "multiple injuries"),
    ("multiple trauma", "polytrauma"),
    (
        "Last week a car crash injured {his} chest, spleen and face severely.",
        "[Ten days|A fortnight] ago a fall from a roof tore {his} spleen, collapsed a lung and broke both wrists.",
        "{He} came through the trauma bay [two|three] weeks ago with a torn liver, broken ribs and a skull fracture.",
        "A motorbike crash [last week|two weeks ago] left {him} with a ruptured spleen, a lung contusion and a broken "
        "jaw.",
    ),
    "Multiple trauma in the last month",
    verb="sustained",
)
RECENT_SPINAL_INJURY = last_month(
    "spinal_injury_last_month",
    (
        "an acute spinal cord injury with paralysis",
        "a spinal cord injury with paraplegia",
        "an acute cord injury with paralysis",
    ),
    ("acute spinal cord injury", "spinal cord injury with paralysis"),
    (
        "Since {his} spinal cord was crushed last week {he} cannot move {his} legs.",
        "A [burst|dislocated] vertebra cut through {his} cord ten days ago, and both legs have been motionless since.",
        "[Two|Three] weeks ago a diving accident severed {his} cord, with no power below the arms.",
        "MRI of last week shows a contused cord at the level below which {he} has lost all [movement|power].",
    ),
    "Acute spinal cord injury causing paralysis in the last month",
    verb="sustained",
    prevalence=(0.02, 0.02),
)
