"""Too little water for the salt: the dry nursing home resident, diabetes insipidus, heat, and children who lost water.

A mild lack of water has a sodium of 141 mEq/L, a grave one 176; drinking too much after a run can leave 132.
"""

from ehrmind.medcalc.diseases.base import Disease

WATER_PLAN = (
    "[The deficit is replaced|Free water is replaced] [over two days|slowly, over days].",
    "[Sodium is repeated|Electrolytes are repeated] [every four hours|every six hours].",
    "[Correction is kept slow|A slow fall is aimed at], [to spare the brain|to avoid brain swelling].",
    "[Fluid balance is charted|Intake and output are charted] [hourly|each shift].",
    "[Water is offered|Drinks are offered] [every hour|at each round] [where swallowing is safe|].",
    "[A urine sample|A urine sample for osmolality] was [sent|requested] [before fluids|].",
)
WATER_COURSE = (
    "@late [Sodium fell slowly|Values normalized slowly] [over three days|without overshoot].",
    "@late {He} [was livelier|was brighter] [by the second day|after the first night].",
    "@late [The tongue|The mouth] [was moist again|lost its dryness] [after two days|].",
    "@late [No seizure occurred|There were no seizures] [during correction|at any time].",
    "@late [Kidney values|Renal values] [recovered|came back to baseline] [with fluids|].",
    "@late [Discharge followed|{He} was discharged] [after five days|within a week] [with a drinking plan|].",
    "@late [A control of ions|A blood test] [a week later|after discharge] was [normal|in order].",
)

DRY_RESIDENT = Disease(
    "hypernatremic dehydration of a nursing home resident",
    asks=(38, 30),
    age=(63, 84, 92),
    female=0.62,
    weight=1.3,
    complaints=(
        "[weakness and poor drinking|poor drinking for days]",
        "[dry mouth and weakness|decline at the nursing home]",
        "[general decline|refusal of food and drink]",
    ),
    measures={
        "sodium": (144, 177),
        "bun": (24, 95),
        "creatinine": (1.0, 3.2),
        "glucose": (96, 190),
        "hematocrit": (40, 53),
        "bmi": (27.0, 17.5),
        "heart_rate": (80, 118),
        "systolic": (128, 90),
        "temperature": (36.8, 38.8),
        "albumin": (3.9, 2.9),
        "potassium": (3.7, 5.0),
        "gcs": (14, 9),
    },
    findings={"nursing_home": 1.0, "altered_mental_status": (0.3, 0.95), "confusion": (0.3, 0.95)},
    story=(
        "[Drinks were left|Cups were left full] [on the tray|at the bedside] [for days|all week].",
        "[Staff noticed|Nurses at the home noticed] [dry lips|a dry tongue] [and sleepiness|].",
        "[A fever|A chesty cold|Loose stools] [went round the home|came first] [last week|].",
        "[{His} thickened drinks|Thickened drinks] are [disliked|often refused].",
        "[Help is needed|{He} needs help] [with every cup|with each meal].",
        "[Thirst is not expressed|{He} does not ask for water], and [intake was not charted|cups stay full].",
        "[A furosemide tablet|A water tablet] [was still given|had been continued] [every morning|].",
        "[The pad was dry|Pads stayed dry] [overnight|since the day before].",
    ),
    exam=(
        "[The tongue is furrowed|The tongue is dry and furrowed], [the lips are cracked|lips are chapped].",
        "[The axillae are dry|Both axillae are dry] and [skin folds stand|skin turgor is poor].",
        "[Neck veins are flat|The jugular veins are flat] [when lying|].",
        "[Breath sounds are shallow|Breath sounds are faint] [but clear|at the bases].",
        "[No pressure sore is seen|There is no open sore] [at the sacrum|at the heels].",
        "[The eyes are sunken|Eyes are sunken] [and dull|with dry lids].",
    ),
    results=(
        "[The urine is dark|Urine is dark and concentrated] [with high osmolality|on inspection].",
        "[The chest film|A film of the chest] shows [no consolidation|old scars only] [on arrival|].",
        "[Urine culture|A culture of the urine] is [pending|being grown].",
        "[The tracing shows|The electrocardiogram shows] [no acute change|no ischemia].",
    ),
    plan=WATER_PLAN,
    course=(
        *WATER_COURSE[:5],
        "@late [The home was told|Staff at the home were told] [to chart drinks|to offer drinks hourly].",
        "@late {He} returned to [the nursing home|the home] [after a week|on the sixth day].",
    ),
)
INSIPIDUS = Disease(
    "diabetes insipidus",
    asks=(38, 30),
    age=(18, 42, 80),
    complaints=(
        "[large amounts of urine|passing large amounts of urine]",
        "[thirst and much urine|unquenchable thirst]",
        "[craving for ice water|endless thirst]",
    ),
    measures={
        "sodium": (138, 166),
        "bun": (9, 30),
        "glucose": (80, 118),
        "creatinine": (0.7, 1.4),
        "systolic": (124, 100),
        "heart_rate": (72, 108),
        "potassium": (3.7, 4.6),
        "bmi": (20.0, 30.0),
    },
    story=(
        "[Pituitary disease|Lithium over many years|A head injury] [is the likely cause|lies behind it].",
        "[Urine is like water|The urine looks like water], [passed every half-hour|passed day and night].",
        "[Ice water is preferred|Cold water is preferred] [to any other drink|above all].",
        "[Nights are broken|Sleep is broken] by [thirst and voiding|trips to tap and toilet].",
        "[Desmopressin was stopped|Desmopressin ran out] [last week|some days ago].",
        "@alert {He} [cannot stay without water|drinks at every stop] [on a car ride|on the way here].",
        "[Headache is absent|There is no headache], and [vision is full|there is no double vision].",
        "[A broken tap|A long flight] [made things worse|brought on the crisis].",
    ),
    exam=(
        "[Mucous membranes are dry|The mouth is dry] [despite drinking|at the visit], [but turgor is fair|with fair "
        "turgor].",
        "[Visual fields are full|Fields are full] [to confrontation|on testing], and [eye movements are normal|the "
        "discs are pink].",
        "[The lungs are clear|Breath sounds are clear] [on both sides|throughout].",
        "[The thyroid is soft|The thyroid is not enlarged] [on palpation|and without nodules].",
        "[Reflexes are equal|Reflexes are symmetric], [strength is full|with full strength].",
        "[The bladder is distended|A full bladder is felt] [above the symphysis|on palpation].",
    ),
    results=(
        "[Urine is dilute|Urine osmolality is very low] [on repeated samples|in the morning sample].",
        "[Pituitary imaging|The pituitary scan] shows [a missing bright spot|a thickened stalk].",
        "[The dipstick shows no sugar|Urine shows no sugar] [and no protein|].",
        "[Cortisol is normal|Morning cortisol is normal] [on this panel|].",
    ),
    plan=(
        *WATER_PLAN,
        "[Desmopressin was given|A dose of desmopressin was given] [under the tongue|as a nasal spray].",
    ),
    course=(
        *WATER_COURSE,
        "@late [Urine became concentrated|Urine volume fell] [after desmopressin|within hours of desmopressin].",
    ),
)
HEAT = Disease(
    "heat exhaustion",
    asks=(38, 30),
    age=(18, 36, 78),
    female=0.4,
    setting="emergency",
    weight=0.9,
    complaints=(
        "[cramps and dizziness in the heat|dizziness in the heat]",
        "[weakness on a hot day|near-fainting in the sun]",
        "[headache and cramps after a run|weakness after a long run]",
    ),
    measures={
        "sodium": (134, 158),
        "bun": (16, 44),
        "creatinine": (0.9, 2.0),
        "glucose": (88, 136),
        "temperature": (37.4, 39.8),
        "heart_rate": (92, 136),
        "systolic": (124, 94),
        "hematocrit": (44, 52),
        "bmi": (20.0, 30.0),
    },
    story=(
        "[The day was hot|It was a hot and humid day], [with work outdoors|during a long run].",
        "[Sweating was heavy|Sweat ran down] [for hours|all morning], [then cramps began|and cramps began].",
        "[Little was drunk|Only a small bottle was drunk] [since breakfast|all day].",
        "[Companions laid {him}|Colleagues laid {him}] [in the shade|under a tree] [and called for help|].",
        "@alert {He} [has a pounding head|feels light-headed] [and is thirsty|with nausea].",
        "[There was no chest pain|Chest pain was absent] and [no loss of consciousness|no blackout].",
        "[Ice packs|Wet towels] were [applied|used] [by the crew|on the way].",
        "[Urine was last passed|The last urine was passed] [at dawn|early in the day].",
    ),
    exam=(
        "[The skin is hot and moist|The skin is moist and flushed] [on the face|on the trunk].",
        "[The tongue is dry|The mouth is dry], and the lips are [parched|chapped].",
        "[Calf muscles are tight|The calves are tight] [and twitch|on touch].",
        "[The lungs are clear|Breath sounds are clear] [on both sides|], [no wheeze|without crackles].",
        "[Gait is steady|{He} walks steadily] [with help|to the couch], and speech is [normal|clear].",
        "[Sunburn|A mild sunburn] is seen [on the neck|on the shoulders].",
    ),
    results=(
        "[Creatine kinase is raised a little|Creatine kinase is mildly raised] [on the first sample|].",
        "[The tracing is normal|The electrocardiogram is normal] [apart from its rate|].",
        "[Urine is dark|The urine is dark], [without blood|and the dipstick shows no blood].",
        "[Liver enzymes are normal|The liver panel is normal] [on arrival|].",
    ),
    plan=(
        *WATER_PLAN[:3],
        *WATER_PLAN[4:],
        "[Fans and cool cloths|Cool cloths] [were used|are in use] [in the emergency room|].",
    ),
    course=WATER_COURSE,
)
DRY_CHILD = Disease(
    "hypernatremic dehydration of a child",
    asks=(38,),
    age=(1, 3, 12),
    setting="emergency",
    weight=0.8,
    complaints=(
        "[diarrhea and poor drinking|vomiting and diarrhea]",
        "[watery stools and sleepiness|loose stools and fever]",
        "[vomiting and refusal to drink|refusal to drink]",
    ),
    measures={
        "sodium": (145, 172),
        "bun": (14, 48),
        "creatinine": (0.4, 1.2),
        "glucose": (70, 120),
        "temperature": (37.2, 39.4),
        "heart_rate": (104, 160),
        "respiratory_rate": (22, 42),
        "systolic": (106, 84),
        "bicarbonate": (22, 13),
    },
    story=(
        "[Stools have been watery|Watery stools have come] [many times a day|for two days].",
        "[Drinks were vomited|Feeds came back] [within minutes|soon after].",
        "[Salted soup|A home-made salt drink|Salty broth] [was given|had been offered] [at home|].",
        "[Siblings were ill too|Other children were ill] [last week|in the same house].",
        "[The mother|The father] has [noticed little urine|seen little urine] [today|].",
        "[Crying brings no tears|There are few tears] [since the morning|today].",
        "[The child has become quiet|Play has stopped] [and naps are long|since the day before].",
        "[There was no blood in stools|Stools held no blood], [nor mucus|only water].",
    ),
    exam=(
        "[The skin is doughy|The skin is like dough] [over the abdomen|on the belly].",
        "[The tongue is dry|The mouth is dry], and the lips are [cracked|dry].",
        "[Eyes are sunken|The eyes are sunken] [with dark rims|and dull].",
        "[The abdomen is soft|The belly is soft], [with loud bowel sounds|bowel sounds are loud].",
        "[The lungs are clear|Breath sounds are clear] [on both sides|throughout].",
        "[The neck is supple|There is no neck stiffness], [no rash is seen|and there is no rash].",
    ),
    results=(
        "[Rotavirus is found|A rapid test shows rotavirus|Norovirus is found] [in the stool|].",
        "[Urine is concentrated|The urine is concentrated] [with ketones|and scant].",
        "[Urine culture|The urine culture] [is pending|was sent] [on arrival|].",
        "[Stool culture|A stool sample] [was sent|is on its way] [to the laboratory|].",
    ),
    plan=(
        "[The deficit is given|Fluids are given] [over two days|slowly, over two days].",
        *WATER_PLAN[1:4],
        "[Oral rehydration|Rehydration solution] is [offered by spoon|given in sips] [every few minutes|].",
        "[A parent stays|The mother stays] [at the bedside|overnight].",
    ),
    course=(
        *WATER_COURSE[:1],
        *WATER_COURSE[3:],
        "@late [Urine came|Urine was passed] [in the night|within hours].",
        "@late [Play returned|Smiles came back] [on the second day|by the third day].",
    ),
)

DISEASES = (DRY_RESIDENT, INSIPIDUS, HEAT, DRY_CHILD)
