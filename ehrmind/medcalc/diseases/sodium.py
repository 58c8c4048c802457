"""Glucose and salt in the blood: hyperosmolar states, new diabetes, low sodium, and what dulls the mind.

A mild hyperosmolar state has a glucose of 610 mg/dL and a BUN of 30, a grave one 770 and 92 with a clouded mind: above
600 mg/dL and 320 mOsm/kg, as the state is defined (Kitabchi et al. 2009).
"""

from ehrmind.medcalc.diseases.base import Disease

SUGAR_PLAN = (
    "[Fluids come first|Fluids were started first], and insulin follows [by infusion|once they run].",
    "[Glucose is checked hourly|Capillary glucose is checked] [by the nurses|at the bedside] [for now|].",
    "[Potassium will be added|Potassium is added to the drip] [as it falls|once urine flows].",
    "[Correction for glucose|The corrected value] [guides the choice of fluid|decides on the fluid].",
    "[A trigger is being looked for|A trigger is sought] [with cultures and a tracing|with cultures and a film].",
    "[The diabetes team|The diabetes nurse] was [informed|asked to see {him}] [today|on admission].",
)
SUGAR_COURSE = (
    "@late [Glucose came down|Sugars came down] [slowly over two days|within a day].",
    "@late [Basal insulin|Long-acting insulin] was [started|given] [on the second day|from the third day].",
    "@late {He} [ate a full meal|ate normally] [by the third day|after two days].",
    "@late [A diabetes educator|The diabetes nurse] [taught injections|explained the meter] [before discharge|].",
    "@late [Blood cultures stayed sterile|Cultures remained sterile] [throughout|at five days].",
    "@late [An eye examination|A retinal photograph] was [arranged|booked] [after discharge|for the next month].",
    "@late {He} went home [on insulin|with insulin and a meter] [after a week|on the sixth day].",
)

HYPEROSMOLAR = Disease(
    "hyperosmolar hyperglycemic state",
    asks=(26, 30),
    age=(34, 69, 92),
    setting="emergency",
    weight=1.4,
    complaints=(
        "[weakness and thirst|thirst and general weakness]",
        "[lethargy and high sugars|high glucose readings]",
        "[weakness and frequent urination|weight loss and thirst]",
    ),
    measures={
        "glucose": (605, 780),
        "sodium": (148, 134),
        "bun": (30, 94),
        "creatinine": (1.1, 3.2),
        "potassium": (3.8, 5.4),
        "bicarbonate": (25, 18),
        "anion_gap": (9, 15),
        "heart_rate": (84, 128),
        "systolic": (134, 90),
        "temperature": (36.5, 38.6, 0.5),
        "white_cells": (8.0, 18.0),
        "hematocrit": (42, 54),
        "gcs": (15, 9),
    },
    findings={"diabetes": 1.0, "altered_mental_status": (0.05, 0.9), "confusion": (0.05, 0.9)},
    story=(
        "[Type-two diabetes|Adult-onset diabetes] has been [treated with tablets|known for years].",
        "[Tablets ran out|Metformin was not refilled] [some weeks ago|last month].",
        "[Voiding was frequent|Urine was passed every hour] [by day and night|for a week or more].",
        "[Soft drinks|Juice and cola] were drunk [against the thirst|by the liter] [all week|].",
        "[A cough|A urinary infection|A skin infection of the foot] [came first|preceded the decline].",
        "[Meals were skipped|Food was hardly touched] [in the last days|since the weekend].",
        "[Clothes are loose|Belts had to be tightened], [and the face looks thinner|as relatives noticed].",
        "[A neighbor|A daughter|A home aide] [called the ambulance|brought {him} in] [this morning|].",
    ),
    exam=(
        "[Mucous membranes are dry|The tongue is dry] and [skin turgor is poor|the axillae are dry].",
        "[Neck veins are flat|The jugular veins are flat] [when lying|in the supine position].",
        "[The lungs are clear|Breath sounds are clear] [without crackles|on both sides].",
        "[The breath has no acetone smell|There is no smell of acetone] [on the breath|at the bedside].",
        "[There is no weakness of one side|Limb strength is equal] [on both sides|in arms and legs].",
        "[A small ulcer|A callus with fissures] is seen [on the right foot|under the left foot].",
        "[The abdomen is soft|The abdomen is not tender], [bowel sounds are sparse|with bowel sounds present].",
    ),
    results=(
        "[Ketones are barely present|Blood ketones are barely raised] [on the meter|at the bedside].",
        "[The tracing shows|The electrocardiogram shows] [no ischemia|no acute ischemia] [and normal conduction|].",
        "[Urine holds white cells|The urine shows white cells] [and much sugar|and sugar, with few bacteria].",
        "[The chest film is clear|The chest film shows no consolidation] [on arrival|].",
    ),
    plan=SUGAR_PLAN,
    course=SUGAR_COURSE,
)
SUGAR_CRISIS = Disease(
    "diabetic ketoacidosis with hyperglycemia",
    asks=(26, 30),
    age=(18, 34, 74),
    setting="emergency",
    complaints=(
        "[vomiting and thirst|thirst with vomiting]",
        "[abdominal pain and vomiting|belly pain and nausea]",
        "[nausea and deep fatigue|fatigue and nausea]",
    ),
    measures={
        "glucose": (260, 610),
        "sodium": (140, 122),
        "bun": (14, 48),
        "creatinine": (0.8, 2.0),
        "bicarbonate": (18, 8),
        "anion_gap": (17, 33),
        "ph": (7.29, 7.05),
        "paco2": (34, 22),
        "potassium": (4.1, 6.1),
        "heart_rate": (92, 134),
        "systolic": (128, 94),
        "respiratory_rate": (18, 36),
        "white_cells": (9.0, 20.0),
    },
    findings={"diabetes": 1.0},
    story=(
        "[Type-one diabetes|Insulin-treated diabetes] has been known [since school|for years].",
        "[Two doses of insulin were missed|Insulin was left out] [during an illness|on a trip].",
        "[Thirst became unbearable|There was great thirst], [and water was drunk by the liter|which nothing relieved].",
        "[Vomiting began|Vomiting started] [at night|after supper] [and did not stop|].",
        "@alert {He} has [cramping belly pain|pain in the upper belly] [without diarrhea|and no diarrhea].",
        "[A sore throat|A tooth infection|A stomach bug] [came first|had begun before].",
        "[A friend noticed|The family noticed] [a fruity breath|fast breathing] [this morning|].",
        "[The sensor had failed|The glucose sensor had come off] [over the weekend|days before].",
    ),
    exam=(
        "[The breath smells of acetone|There is a smell of acetone] [at the bedside|on entering the room].",
        "[The tongue is dry|Mucous membranes are dry], [the lips are cracked|lips are chapped].",
        "[The abdomen is soft|There is diffuse tenderness of the abdomen] [without guarding|and no rebound].",
        "[The lungs are clear|Breath sounds are clear] [on both sides|throughout], [no wheeze|without crackles].",
        "[No injection site is inflamed|Injection sites are clean], [and the skin is otherwise normal|with slight "
        "lumps].",
        "[The neck is supple|There is no neck stiffness] and [pupils react|the pupils are equal].",
    ),
    results=(
        "[Beta-hydroxybutyrate is high|Ketones are strongly positive] [in blood|on the meter].",
        "[The electrocardiogram shows|The tracing shows] [no ischemia|no peaked T waves].",
        "[The chest film is clear|The chest film shows no infiltrate] [on arrival|].",
        "[Lipase is normal|The lipase is not raised] [on this panel|].",
    ),
    plan=SUGAR_PLAN,
    course=SUGAR_COURSE,
)
NEW_DIABETES = Disease(
    "newly diagnosed diabetes",
    asks=(26, 30),
    age=(22, 52, 84),
    setting="clinic",
    weight=0.9,
    complaints=(
        "[thirst and blurred vision|thirst and frequent urination]",
        "[tiredness and thirst|fatigue with weight loss]",
        "[a high glucose reading|sugar in the urine]",
    ),
    measures={
        "glucose": (150, 430),
        "sodium": (142, 130),
        "bun": (11, 28),
        "creatinine": (0.7, 1.3),
        "bicarbonate": (27, 22),
        "potassium": (4.0, 4.7),
        "systolic": (122, 152),
        "triglycerides": (130, 330),
        "bmi": (24.0, 36.0),
    },
    story=(
        "[Thirst has built up|Thirst has increased] [over some weeks|for a month or so].",
        "[A glass of water|A jug of water] stands [by the bed|on the desk] [day and night|].",
        "[Sight is blurred|Reading has become blurred] [toward evening|at times].",
        "@alert {He} [is tired after meals|feels tired after lunch] [on most days|and takes naps].",
        "[Fruit juice|Iced tea] is [drunk by the liter|drunk all day] [against the thirst|].",
        "[Meals are large|Portions are large], [with bread and rice|often fast food].",
        "[The skin has been itchy|The skin has itched] [of late|for weeks], [mainly at night|with slow healing of "
        "scratches].",
        "[Voiding interrupts sleep|Nights are interrupted by voiding], [two or three times a night|several times a "
        "night].",
    ),
    exam=(
        "[Foot pulses are present|Both foot pulses are present] and [sensation is intact|vibration is preserved].",
        "[Acanthosis is seen|There is acanthosis] [at the neck|in the armpits].",
        "[The lungs are clear|Breath sounds are clear] and [the heart is regular|heart sounds are normal].",
        "[The tongue is moist|Mucous membranes are moist], [but the gums bleed on touch|and the teeth need care].",
        "[The fundi are normal|Fundi show no retinopathy] [on first look|by ophthalmoscope].",
        "[A candidal rash|A fungal rash] is seen [in the groin|under the skin folds].",
    ),
    results=(
        "[Glycated hemoglobin is high|The glycated hemoglobin is clearly raised] [on two samples|].",
        "[Urine shows|The dipstick shows] [sugar without ketones|sugar only].",
        "[Islet antibodies|Antibodies against islets] are [pending|being measured].",
        "[The tracing is normal|The resting electrocardiogram is normal] [today|].",
    ),
    plan=(
        "[Metformin was prescribed|Metformin was started] [with meals|at a low dose].",
        "[A meter was handed out|A glucose meter was given] [with training|and explained].",
        "[A cut in sweet drinks|Water instead of soft drinks] [is the first step|was agreed].",
        "[Eyes and feet|Eyes, feet and kidneys] will be [checked|screened] [this quarter|].",
        "[A group course|A diabetes course] [begins next month|was offered] [in the evening|].",
        "[A control visit|The next visit] [is in two weeks|follows in a fortnight].",
    ),
    course=(
        "@late [Thirst was gone|Thirst had settled] [within two weeks|at the next visit].",
        "@late [Readings at home|Morning readings] [came into range|were near target] [after a month|].",
        "@late [Metformin was well tolerated|The tablets were tolerated] [after a loose week|without nausea].",
        "@late [The course was attended|{He} attended the course] [with a relative|to the end].",
        "@late [Antibodies were negative|Islet antibodies were absent], [which fits type two|and the type was "
        "settled].",
        "@late [Vision cleared|Sight was sharp again] [with lower sugars|after some weeks].",
        "@late [A few kilograms were lost|Some weight came off] [by walking|with smaller meals].",
    ),
)

DISEASES = (HYPEROSMOLAR, SUGAR_CRISIS, NEW_DIABETES)
