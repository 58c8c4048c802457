"""Acute kidney injury: too little blood to the kidney, dead tubules, an obstruction, or the kidney of cirrhosis.

A dry kidney holds its salt (urine sodium 9 mEq/L, urine creatinine 200 mg/dL), a dead tubule loses it (80 and 34).
"""

from ehrmind.medcalc.diseases.base import Disease

RENAL_PLAN = (
    "[The fractional excretion will help|Urine indices will help] to [separate the causes|name the cause].",
    "[Nephrotoxic drugs were stopped|Nonsteroidal drugs and other nephrotoxins were stopped] [today|on arrival].",
    "[Fluid balance is charted|Intake and output are charted] [hourly|every shift].",
    "[Drug doses were adjusted|The pharmacist adjusted drug doses] to [renal function|the kidneys].",
    "[Contrast is avoided|Contrast media are avoided] [for now|while the kidneys recover].",
    "[Nephrology was informed|The nephrology service was called] and will [see {him} today|follow on the ward].",
    "[There is no urgent need for dialysis|Dialysis is not urgent] [at this point|today].",
)
RENAL_COURSE = (
    "@late [Nephrology followed|The nephrologists followed] [throughout the stay|on daily rounds].",
    "@late [Kidney function improved|The kidneys recovered] [over the following week|by discharge] [without "
    "dialysis|].",
    "@late [Urine output picked up|Urine flow increased] by the [second|third] hospital day.",
    "@late [Electrolytes were checked daily|Daily electrolytes were drawn] and [stayed safe|needed little correction].",
    "@late [Home drugs were resumed|Usual tablets were resumed] [step by step|one by one] [before discharge|].",
    "@late [A repeat blood test|Blood work] [with the family physician|in the clinic] was [arranged|planned] for the "
    "next week.",
    "@late {He} was [advised to keep drinking|told when to hold diuretics] [on hot days|during illness].",
    "@late {He} went home [in good condition|without further problems] [after a week|within days].",
)
RENAL_EXAM = (
    "[Breath sounds are equal|The lungs are clear], [without crackles|with no rales].",
    "[No pericardial rub is heard|There is no rub], and [heart sounds are regular|the heart is regular].",
    "[There is no asterixis|Asterixis is absent] [with outstretched hands|on testing].",
    "[No rash is found|The skin shows no rash], [no purpura|and no petechiae are seen].",
    "[Renal angles are not tender|There is no flank tenderness] on [percussion|palpation].",
)

PRERENAL = Disease(
    "prerenal acute kidney injury from volume depletion",
    asks=(40, 127),
    age=(20, 68, 92),
    complaints=(
        "[vomiting and diarrhea|diarrhea for several days]",
        "[weakness and lightheadedness|dizziness on standing]",
        "[poor intake and little urine|scant dark urine]",
    ),
    measures={
        "creatinine": (1.2, 3.8),
        "bun": (26, 94),
        "sodium": (142, 129),
        "urine_sodium": (26, 6),
        "urine_creatinine": (96, 230),
        "potassium": (3.6, 5.4),
        "systolic": (122, 84),
        "heart_rate": (82, 124),
        "hematocrit": (42, 52),
        "temperature": (36.6, 37.9),
        "bicarbonate": (24, 17),
        "urine_urea": (560, 1060),
    },
    story=(
        "[Loose stools|Watery stools] came [many times a day|day and night] [since a family meal|since the weekend].",
        "[Little was kept down|Hardly any fluid stayed down], [not even tea|not even water].",
        "[The usual tablets|Lisinopril and hydrochlorothiazide] were [still taken|taken throughout].",
        "[Urine became dark|The urine darkened] and [there was less of it|voiding became rare].",
        "@alert {He} [felt faint|nearly fainted] [on getting up|on the way to the bathroom].",
        "[Thirst is intense|Thirst has been great], [and the tongue is like leather|and the mouth stays dry].",
        "[Others at the table|Relatives] [fell ill as well|had similar symptoms] [but recovered|].",
        "[There was no blood in the stool|Stools contained no blood] [at any time|so far].",
        "[No new drug|No antibiotic] was [taken before|started beforehand] [apart from an antacid|].",
    ),
    exam=(
        *RENAL_EXAM[:4],
        "[The tongue is dry|Mucous membranes are dry] and [skin turgor is poor|the axillae are dry].",
        "[Neck veins are flat|The jugular veins are flat] [when lying|in the supine position].",
        "[The abdomen is soft|The abdomen is soft and not tender], [bowel sounds are lively|with brisk bowel sounds].",
    ),
    results=(
        "[The sediment is bland|Urine microscopy is bland] with [a few hyaline casts|hyaline casts only].",
        "[The kidneys are of normal size|Renal sonography is normal], [without hydronephrosis|without dilatation].",
        "[The bladder is nearly empty|A bladder scan shows hardly any urine] [after voiding|on arrival].",
        "[The dipstick shows no blood|A urine dipstick shows no protein], [and the urine is deep amber|in deep amber "
        "urine].",
    ),
    plan=(
        "[Balanced crystalloid is running|Intravenous crystalloid was started] [in the emergency room|on the ward].",
        *RENAL_PLAN,
    ),
    course=RENAL_COURSE,
)
TUBULAR_NECROSIS = Disease(
    "acute tubular necrosis",
    asks=(40, 127),
    age=(22, 64, 90),
    complaints=(
        "[falling urine output|scant urine]",
        "[weakness and swelling|puffy legs and little urine]",
        "[nausea and malaise|malaise and poor appetite]",
    ),
    measures={
        "creatinine": (1.7, 6.2),
        "bun": (24, 90),
        "sodium": (141, 128),
        "urine_sodium": (40, 92),
        "urine_creatinine": (84, 30),
        "potassium": (4.4, 6.4),
        "bicarbonate": (23, 13),
        "systolic": (128, 96),
        "heart_rate": (78, 112),
        "hemoglobin": (12.8, 8.6),
        "respiratory_rate": (16, 26),
        "urine_urea": (640, 270),
    },
    story=(
        "[A gentamicin course|Septic shock elsewhere|Crushed muscle after a long lie|Contrast for a scan] [came "
        "first|preceded it].",
        "[Urine output dropped|Urine volume fell] [in the days that followed|a day or two later].",
        "[Fluids brought no change|A fluid challenge brought no response] [before transfer|in the referring hospital].",
        "[The face is puffy|Rings became tight], and [shoes no longer fit|socks leave marks].",
        "@alert {He} [feels sick|is nauseated] and [has a metallic taste|has no appetite].",
        "[Earlier kidney tests|Kidney tests last year] were [normal|said to be normal].",
        "[There is no pain on voiding|Voiding is painless], [and the stream is normal|with a normal stream].",
        "[No family member|Nobody in the household] has [similar trouble|been ill].",
    ),
    exam=(
        *RENAL_EXAM,
        "[Mild ankle edema|Some pitting at the ankles] is present [on both sides|bilaterally].",
        "[Neck veins are moderately filled|Jugular filling is normal] [at this angle|with the head raised].",
    ),
    results=(
        "[Muddy brown casts|Coarse granular casts] are [plentiful|seen] in the [sediment|urine sediment].",
        "[Tubular epithelial cells|Renal tubular cells] are [shed in numbers|frequent] [under the microscope|on "
        "microscopy].",
        "[Both kidneys are slightly swollen|Kidney size is normal on both sides], [and nothing is obstructed|without "
        "dilatation].",
        "[Complement and antibodies|Antinuclear and vascular antibodies] are [normal|negative].",
    ),
    plan=RENAL_PLAN,
    course=(
        *RENAL_COURSE,
        "@late [A polyuric phase|A phase of high urine output] [lasted some days|followed in the second week].",
    ),
)
OBSTRUCTION = Disease(
    "obstructive acute kidney injury",
    asks=(40, 127),
    age=(45, 73, 92),
    female=0.3,
    complaints=(
        "[lower abdominal discomfort|a feeling of fullness above the pubis]",
        "[a weak urinary stream|difficulty passing urine]",
        "[dribbling of urine|passing small amounts of urine]",
    ),
    measures={
        "creatinine": (1.5, 6.2),
        "bun": (24, 90),
        "sodium": (142, 132),
        "urine_sodium": (28, 92),
        "urine_creatinine": (120, 44),
        "potassium": (4.3, 6.3),
        "bicarbonate": (24, 16),
        "systolic": (132, 170),
        "heart_rate": (74, 104),
        "temperature": (36.5, 38.4, 0.4),
        "urine_urea": (760, 330),
    },
    story=(
        "[Voiding has become difficult|Passing urine needs straining] [over the past months|for some weeks].",
        "@man [The prostate is known to be large|An enlarged prostate has been known], [tamsulosin was irregular|and "
        "tamsulosin ran out].",
        "@woman [A pelvic mass|A large prolapse] is [known to press on the outlet|followed by gynecology].",
        "[Nights are broken|Sleep is interrupted] by [trips to the bathroom|the need to void].",
        "[The flow stopped|Urine hardly came] [after a cold remedy|after an antihistamine|the evening before].",
        "@alert {He} [feels pressure|has a dull ache] [above the pubic bone|in the lower abdomen].",
        "[No stone was ever passed|Stones were never known], and [there is no colic|colic is absent].",
        "[Leakage between voids|Overflow between voids] [soils the clothes|was taken for incontinence].",
        "[Bowels are sluggish|Constipation has added to it] [lately|for days].",
    ),
    exam=(
        *RENAL_EXAM,
        "[The bladder is palpable|A tense bladder is felt] [up to the navel|above the symphysis].",
        "@man [The prostate is smooth and large|Rectal examination finds a large smooth prostate], [not hard|without "
        "nodules].",
    ),
    results=(
        "[Both renal pelves are dilated|There is hydronephrosis on both sides] [on ultrasound|on sonography].",
        "[The bladder holds more than a liter|Residual urine is large] [after voiding|on the bladder scan].",
        "[The cortex is preserved|The renal cortex is of normal width] [on both sides|on ultrasound].",
        "[The sediment is bland|Urine microscopy is bland] [apart from a few red cells|apart from crystals].",
    ),
    plan=(
        "[A catheter was passed|A bladder catheter was inserted] [without difficulty|at once] [and drains well|].",
        *RENAL_PLAN[:5],
        "[Urology was consulted|The urologists will see {him}] [about the outlet|today].",
        "[Output after relief|Urine flow after relief] is [replaced in part|watched closely].",
    ),
    course=(
        *RENAL_COURSE[1:7],
        "@late [A trial without the catheter|A voiding trial] [was planned for the clinic|succeeded in the second "
        "week].",
        "@late [The renal pelves were slim again|Hydronephrosis had resolved] on [repeat ultrasound|a control scan].",
    ),
)
HEPATORENAL = Disease(
    "hepatorenal syndrome in cirrhosis",
    asks=(40, 127),
    age=(32, 57, 78),
    female=0.4,
    weight=0.8,
    complaints=(
        "[swelling of the abdomen and little urine|a swollen abdomen with scant urine]",
        "[fatigue and falling urine output|decline of known cirrhosis]",
        "[worsening of cirrhosis|weakness in known cirrhosis]",
    ),
    measures={
        "creatinine": (1.6, 4.8),
        "bun": (24, 84),
        "sodium": (136, 118),
        "urine_sodium": (20, 6),
        "urine_creatinine": (80, 210),
        "bilirubin": (2.6, 12.0),
        "albumin": (3.2, 2.0),
        "inr": (1.4, 2.9),
        "platelets": (120, 36),
        "systolic": (108, 82),
        "heart_rate": (80, 110),
        "potassium": (4.2, 5.8),
        "urine_urea": (320, 720),
    },
    story=(
        "[Cirrhosis from|Cirrhosis due to] [alcohol|hepatitis C|fatty liver disease] has been known for years.",
        "[The abdomen was tapped|Paracentesis was done] [several times|more than once] [this season|in recent months].",
        "[Urine output fell|Urine has become scant] [despite albumin|although diuretics were stopped].",
        "[Diuretics were stopped|Spironolactone and furosemide were stopped] [a few days ago|before admission].",
        "[No nonsteroidal drug|No ibuprofen or contrast] was [given|used] [before|in the weeks before].",
        "[Meals are small|Little is eaten], [and sleep is turned around|and naps are frequent].",
        "@alert {He} [is worn out|feels tired to the bone] but [has no pain|is not in pain].",
        "[There was no bleeding|No blood was vomited], and [stools are brown|stool color is normal].",
    ),
    exam=(
        *RENAL_EXAM,
        "[The abdomen is tense|There is tense ascites] with [bulging flanks|shifting dullness].",
        "[Spider nevi are numerous|There are many spider nevi], and [the sclerae are yellow|the palms are red].",
    ),
    results=(
        "[Kidneys look normal|The kidneys are normal] [on ultrasound|on sonography] [without obstruction|].",
        "[The ascitic fluid is sterile|Ascitic cell count is low], [so peritonitis is excluded|which excludes "
        "peritonitis].",
        "[The sediment is bland|Urine contains no casts], [and there is no proteinuria|without protein].",
        "[The liver is small|The liver is small and nodular] [on ultrasound|on sonography].",
    ),
    plan=(
        *RENAL_PLAN[:1],
        *RENAL_PLAN[2:6],
        "[Terlipressin with albumin|A vasoconstrictor with albumin] was [begun|started] [today|after a fluid trial].",
        "[The transplant team|The transplant center] was [informed|called] [about {him}|today].",
    ),
    course=(
        *RENAL_COURSE[:1],
        *RENAL_COURSE[2:4],
        "@late [Terlipressin was continued|The vasoconstrictor was given] for [a week|ten days] [without ischemia|].",
        "@late [Kidney function came back|The kidneys recovered] [in part|to some degree] [on this treatment|].",
        "@late [Evaluation for a transplant|The transplant work-up] was [begun in hospital|completed as an "
        "outpatient].",
        "@late [A shunt was discussed|A transjugular shunt was discussed] [and deferred|but not placed].",
    ),
)

DISEASES = (PRERENAL, TUBULAR_NECROSIS, OBSTRUCTION, HEPATORENAL)
