"""What notes say of failing organs and their support: APACHE II, SOFA and MELD-Na.

"{He} was intubated on arrival and the tube is still in place."     respiratory support
"""

from ehrmind.medcalc.findings.frames import history
from ehrmind.medcalc.forms import Choice, Finding

ACUTE_RENAL_FAILURE = Finding(
    "acute_renal_failure",
    (
        "{He} [has|is in|has developed] [acute renal failure|acute kidney failure].",
        "[Acute renal failure|Acute kidney failure] [was diagnosed|is present|is noted].",
        "[Problem list|Active problems]: [acute renal failure|acute kidney failure].",
    ),
    (
        "[There is no|No] acute [renal|kidney] failure.",
        "{He} [does not have|is not in] acute renal failure.",
        "No [sign|evidence] of acute [renal|kidney] failure.",
    ),
    label="acute renal failure",
    implied=(
        "Within two days {his} creatinine rose several fold and {his} urine output fell to almost nothing.",
        "Since the [day before yesterday|weekend] {his} kidneys have all but stopped making urine and creatinine "
        "climbs "
        "daily.",
        "[Granular|Epithelial] casts fill the sediment, and there has been [hardly any|almost no] urine since "
        "last night.",
        "Muddy brown casts were found as the urine [dried up|stopped] over two days.",
    ),
    place="story",
    prevalence=(0.25, 0.35),
    entities=("Acute renal failure",),
)
CHRONIC_RENAL_FAILURE = history(
    *("chronic_renal_failure", "chronic renal failure", "chronic renal insufficiency", "chronic kidney failure"),
    implied=(
        "For years {his} filtration rate has been low and stable, without need of dialysis.",
        "{His} filtration rate has stood at a third of normal since [long before|years before] this illness.",
        "The nephrologist has followed {his} [small, scarred|shrunken] kidneys and low filtration rate for years.",
        "Ultrasound showed [small, echogenic|shrunken, thinned] kidneys on both sides, poor in function for years.",
    ),
    noun="chronic renal failure",
    names=("chronic renal failure", "chronic renal insufficiency"),
    prevalence=(0.03, 0.2),
    entities=("Chronic Renal Failure", "Chronic renal failure"),
)
SEVERE_CHRONIC_DISEASE = Finding(
    "severe_chronic_disease",
    (
        "{He} has a history of severe [organ system insufficiency|chronic organ insufficiency].",
        "{He} is [immunocompromised|severely immunocompromised|immunosuppressed].",
        "{He} has severe chronic [heart failure with symptoms at rest|heart failure, NYHA class IV].",
        "[Known|Hx of] [biopsy-proven cirrhosis with portal hypertension|severe immunosuppression].",
        "{He} has severe chronic lung disease with [home oxygen and pulmonary hypertension|chronic hypercapnia].",
    ),
    (
        "{He} has no severe chronic organ insufficiency and is not [immunocompromised|immunosuppressed].",
        "[There is no|No] history of severe organ insufficiency or of an immunocompromised state.",
        "{He} is not [immunocompromised|immunosuppressed] and has no severe heart, lung or liver insufficiency.",
        "No severe chronic [organ failure|organ insufficiency], not [immunocompromised|immunosuppressed].",
    ),
    label="severe chronic organ insufficiency or immunocompromise",
    implied=(
        "{He} takes tacrolimus, mycophenolate and prednisone since a [bone marrow|heart] transplant.",
        "Biopsy-proven cirrhosis has caused portal hypertension with bleeding varices.",
        "A globally failing heart has left {him} breathless even [in the armchair|at rest in bed] for a year.",
        "{He} has not been able to leave the house for years, breathing home oxygen for fibrotic lungs and pulmonary "
        "hypertension.",
        "For half a year {he} has taken sixty milligrams of prednisone and cyclophosphamide for [vasculitis|lupus].",
    ),
    prevalence=(0.1, 0.2),
    entities=("History of severe organ failure or immunocompromise",),
)
ADMISSION = Choice(
    "admission",
    {
        "nonoperative": (
            "{He} has not been operated on.",
            "{He} is a [nonoperative|medical] patient.",
            "[Nonoperative admission|Medical admission], no surgery.",
            "{He} was admitted to intensive care [for medical reasons, without surgery|without having had surgery].",
            "[No operation|No surgery] has been performed.",
        ),
        "emergency surgery": (
            "{He} arrives [after an emergency operation|straight from emergency surgery].",
            "{He} [has just had|comes to us after] emergency surgery.",
            "[Postoperative admission|Post-op] after [emergency laparotomy|emergency surgery].",
            "[Unplanned emergency surgery|An emergency operation] [tonight|today] preceded the admission.",
        ),
        "elective surgery": (
            "{He} arrives [after an elective operation|straight from elective surgery].",
            "{He} [has just had|comes to us after] elective surgery.",
            "[Postoperative admission|Post-op] after [a planned colectomy|elective surgery].",
            "[Elective surgery|A planned operation] [earlier today|this morning] preceded the admission.",
        ),
    },
    label="Admission",
    entities=("Surgery Type",),
    benchmark={"nonelective": "emergency surgery", "emergency": "emergency surgery", "elective": "elective surgery"},
    place="story",
    weights={"nonoperative": 0.6, "emergency surgery": 0.2, "elective surgery": 0.2},
)

SUPPORT = Finding(
    "respiratory_support",
    (
        "{He} is [mechanically ventilated|intubated and ventilated|on the ventilator].",
        "{He} is on [continuous positive airway pressure|CPAP|CPAP by mask].",
        "{He} breathes with the support of a [ventilator|CPAP mask].",
        "[Respiratory support|Airway]: [mechanical ventilation|intubated, ventilated].",
    ),
    (
        "{He} has no respiratory support.",
        "{He} is not on [a ventilator|the ventilator] or [continuous positive airway pressure|CPAP].",
        "{He} is neither [ventilated|intubated] nor on [continuous positive airway pressure|CPAP].",
        "[No mechanical ventilation|No ventilator], no CPAP.",
    ),
    label="respiratory support (ventilation or CPAP)",
    implied=(
        "{He} was intubated on arrival and the tube is still in place.",
        "The ventilator is set to [volume|pressure] control with a tidal volume of six milliliters a kilogram.",
        "{He} is sedated with propofol so as to [tolerate|bear] the endotracheal tube.",
        "Positive end-expiratory pressure was raised to [ten|twelve] through {his} [tracheostomy|endotracheal tube].",
    ),
    place="exam",
    prevalence=(0.55, 0.55),
    entities=(
        "On mechanical ventilation",
        "Continous positive airway pressure",
        "Continuous positive airway pressure",
    ),
)
HYPOTENSION = Finding(
    "hypotension",
    (
        "{He} is [hypotensive|hypotensive at the bedside|found hypotensive].",
        "[There is|Noted to have|Exam shows] [hypotension|arterial hypotension].",
        "{He} has [arterial|persistent] hypotension.",
        "[Hypotensive|Hypotensive today|Hypotensive on rounds].",
    ),
    (
        "{He} is not hypotensive.",
        "[There is no|No|No episode of] [hypotension|arterial hypotension].",
        "{He} has [no arterial|had no] hypotension.",
    ),
    label="hypotension",
    implied=(
        "The cuff has not once shown a mean pressure of seventy [today|since midnight].",
        "The mean pressure on the arterial line [stays|has stayed] below seventy.",
        "The arterial line alarm for low pressure keeps sounding, and [fluid does not bring it up|the line is "
        "well zeroed].",
        "Every cuff reading of the [shift|day] was too low, with a mean [below seventy|in the sixties or lower].",
    ),
    names=("hypotension", "arterial hypotension"),
    place="exam",
    prevalence=(0.35, 0.35),
    entities=("Hypotension",),
)

DIALYSIS_TWICE = Finding(
    "dialysis_twice",
    (
        "{He} had intermittent hemodialysis [twice|three times|on three days] in the past week.",
        "Intermittent hemodialysis was done on [two|three] days of the past week.",
        "{He} had [several|two|three] sessions of intermittent hemodialysis within the past week.",
        "[Hemodialysis|Intermittent HD]: [two|three] sessions in the past week.",
    ),
    (
        "{He} has not had [intermittent hemodialysis|any intermittent HD] in the past week.",
        "No intermittent [hemodialysis|HD] was done [during|in] the past week.",
        "{He} did not undergo intermittent [hemodialysis|HD] in the last week.",
    ),
    label="Dialysis at least twice in the past week",
    implied=(
        "{He} keeps going to the dialysis unit every Monday, Wednesday and Friday.",
        "{He} never misses {his} hemodialysis on [Tuesdays, Thursdays and Saturdays|three days a week].",
        "{He} has been on outpatient hemodialysis three times a week for [months|a year], this week included.",
        "The dialysis nurse connected {him} for four hours [on Monday and again on Thursday|twice] this past week.",
    ),
    place="story",
    prevalence=(0.12, 0.12),
    entities=("Dialysis at least twice in the past week",),
)
CVVHD = Finding(
    "cvvhd",
    (
        "{He} received continuous veno-venous hemodialysis for two full days in the past week.",
        "[Continuous veno-venous hemodialysis|CVVHD] ran for more than [a full day|thirty hours] this past week.",
        "{He} was on [continuous veno-venous hemodialysis|CVVHD] for [several|two|three] days within the last week.",
        "[Renal replacement|RRT]: CVVHD for [two|three] full days in the past week.",
    ),
    (
        "{He} has not received [continuous veno-venous hemodialysis|CVVHD] in the past week.",
        "No [continuous veno-venous hemodialysis|CVVHD] was given [during|in] the past week.",
        "{He} did not undergo [continuous veno-venous hemodialysis|CVVHD] in the last week.",
    ),
    label="Continuous veno-venous hemodialysis for at least a day in the past week",
    implied=(
        "The continuous veno-venous hemodialysis circuit in intensive care was stopped yesterday after running "
        "without a break for three days.",
        "Since the day before yesterday at noon the [CVVHD|continuous hemodialysis] machine has run at {his} bedside "
        "around the clock.",
        "Over the past three days the nurses logged the [CVVHD|continuous hemodialysis] effluent at every hour of day "
        "and night.",
        "A CVVHD filter lasted from Monday morning to Wednesday evening of this past week.",
    ),
    place="story",
    prevalence=(0.05, 0.05),
    entities=("Continuous veno-venous hemodialysis for ≥24 hours in the past week",),
)
