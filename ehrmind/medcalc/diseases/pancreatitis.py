"""Acute pancreatitis: after alcohol, from very high triglycerides, and from gallstones.

A mild case has white cells of 9.5 and a BUN of 11 mg/dL, a grave one 24.0, 58 mg/dL, fluid in the chest and confusion.
"""

from ehrmind.medcalc.diseases.base import Disease

STORY = (
    "[The pain bores through to the back|Pain radiates to the back] [in a belt|].",
    "[{He} has vomited several times|There has been repeated vomiting] [without relief|since the onset].",
    "[Bending forward eases it a little|Sitting bent forward helps a little].",
    "[Nothing has been eaten|No food has been kept down] [since the onset|since the evening].",
    "@alert {He} [denies|reports no] [black stools|fever before the pain].",
    "[The pain has not let up|It has not let up] [since it began|for hours].",
)
EXAM = (
    "[The upper abdomen is tender|There is tenderness of the upper abdomen] [with guarding|].",
    "[Bowel sounds are sparse|Few bowel sounds are heard] [in all quadrants|].",
    "[The abdomen is distended|The belly is somewhat distended] [and tympanic|].",
    "[The flanks are not discolored|No discoloration of the flanks is seen] [so far|].",
    "[Lips and tongue are dry|The tongue is dry] [and coated|].",
    "Heart sounds are [normal|clear].",
)
RESULTS = (
    "[Lipase is far above three times the limit|Lipase is more than three times the limit] [on arrival|].",
    "[Ultrasound shows|Sonography shows] [a swollen pancreas|an edematous pancreas] [with a rim of fluid|].",
    "[No free air is seen|There is no free air] [on the upright film|].",
    "[Computed tomography is put off|A CT scan is put off] [for three days|unless {he} worsens].",
)
PLAN = (
    "[Severity is judged by the score|The score decides on the level of care].",
    "[Ringer's lactate is running|Balanced fluid is running] [by need|toward good urine output].",
    "[Pain is treated with hydromorphone|An opioid pump relieves the pain] [by vein|].",
    "[Food is offered early|Early oral food is planned] [when nausea settles|].",
    "[No antibiotic is given|Antibiotics are withheld] [without proof of infection|].",
    "[Urine output is charted|Fluid balance is charted] [every hour|].",
)
COURSE = (
    "@late [Food by mouth was resumed|{He} ate again] [on the third day|within days].",
    "@late [The pain pump was stopped|Opioids were stopped] [after some days|].",
    "@late [Lipase fell|Lipase returned to normal] [within the week|step by step].",
    "@late [Computed tomography showed|A CT scan showed] [a small collection|edema] [without necrosis|].",
    "@late {He} [went home|was discharged] [on a light diet|with written advice].",
)

ALCOHOL = Disease(
    "acute alcohol-related pancreatitis",
    asks=(112, 113, 101),
    age=(24, 46, 84),
    setting="emergency",
    female=0.25,
    weight=1.3,
    complaints=(
        "[severe upper abdominal pain|constant upper abdominal pain]",
        "[belt-like abdominal pain|pain around the waist]",
        "[abdominal pain and vomiting|vomiting with abdominal pain]",
    ),
    measures={
        "white_cells": (9.5, 24.0, 0.92),
        "bands": (1, 16),
        "glucose": (104, 310),
        "ldh": (180, 640),
        "ast": (40, 340),
        "alt": (24, 180),
        "bun": (8, 56),
        "temperature": (36.4, 39.2),
        "heart_rate": (78, 142),
        "respiratory_rate": (14, 34),
        "paco2": (39, 27),
        "systolic": (142, 84),
        "creatinine": (0.7, 3.0),
        "calcium": (9.2, 7.0),
        "magnesium": (1.9, 1.3),
        "hematocrit": (42, 52),
        "crp": (10, 240),
    },
    findings={"altered_mental_status": (0.03, 0.5), "pleural_effusion": (0.05, 0.55)},
    story=(
        *STORY,
        "[Drinking had been heavy|There had been heavy drinking] [for days|over the holidays].",
        "[An earlier attack|One earlier attack] was [treated elsewhere|milder] [two years ago|].",
    ),
    exam=EXAM,
    results=(*RESULTS, "[The gallbladder holds no stones|No gallstones are seen] [and the ducts are slim|]."),
    plan=(*PLAN, "[Thiamine is given|Thiamine and folate are given] [before glucose|]."),
    course=(
        *COURSE,
        "@late [Withdrawal was mild|Signs of withdrawal stayed mild] [under oxazepam|].",
        "@late [An addiction counselor|The addiction service] [visited|made contact] [on the ward|].",
    ),
)

LIPIDS = Disease(
    "acute pancreatitis from hypertriglyceridemia",
    asks=(112, 113),
    age=(20, 42, 80),
    setting="emergency",
    complaints=(
        "[pain in the upper abdomen|upper abdominal pain for hours]",
        "[sudden abdominal pain with nausea|abdominal pain and nausea]",
        "[vomiting and pain in the back|pain that bores into the back]",
    ),
    measures={
        "white_cells": (8.8, 21.0, 0.92),
        "bands": (0, 14),
        "glucose": (150, 480),
        "ldh": (160, 560),
        "ast": (26, 280),
        "bun": (9, 48),
        "temperature": (36.4, 38.9),
        "heart_rate": (76, 136),
        "respiratory_rate": (14, 32),
        "paco2": (40, 28),
        "systolic": (138, 92),
        "sodium": (136, 124),
        "creatinine": (0.7, 2.2),
        "calcium": (9.0, 7.2),
        "crp": (10, 230),
    },
    findings={"altered_mental_status": (0.02, 0.35), "pleural_effusion": (0.05, 0.45)},
    story=(
        *STORY,
        "[Fibrate tablets had run out|Fenofibrate had been stopped] [in spring|some months ago].",
        "[High blood fats are known for years|High blood fats run in the family].",
    ),
    exam=(*EXAM, "[Eruptive xanthomas|Small yellow papules] are seen [on the elbows|over the buttocks]."),
    results=(
        *RESULTS,
        "[The serum looks milky|The sample was milky] [in the tube|].",
        "[No gallstones are seen|The gallbladder is free of stones].",
    ),
    plan=(*PLAN, "[An insulin infusion is running|Insulin with glucose is infused] [to clear the fat|]."),
    course=(
        *COURSE,
        "@late [The serum cleared|Triglycerides fell] [within two days|under insulin].",
        "@late [Fenofibrate was restarted|A fibrate was started] [with a low-fat diet|].",
    ),
)

GALLSTONES = Disease(
    "acute biliary pancreatitis",
    asks=(113,),
    age=(22, 62, 90),
    setting="ward",
    female=0.62,
    complaints=(
        "[upper abdominal pain after a meal|pain in the upper abdomen since supper]",
        "[pain below the ribs and vomiting|vomiting with pain below the ribs]",
        "[colic that did not pass|a colic that turned into constant pain]",
    ),
    measures={
        "white_cells": (9.0, 20.0, 0.92),
        "bands": (0, 13),
        "bun": (11, 60),
        "temperature": (36.5, 39.0),
        "heart_rate": (72, 132),
        "respiratory_rate": (13, 31),
        "paco2": (40, 28),
        "systolic": (144, 90),
        "bilirubin": (1.1, 6.4),
        "alt": (120, 380),
        "ast": (100, 380),
        "creatinine": (0.7, 2.4),
        "crp": (10, 220),
    },
    findings={"altered_mental_status": (0.02, 0.45), "pleural_effusion": (0.05, 0.5)},
    story=(
        *STORY,
        "[Colic after fried food|Short bouts of colic] had [come for months|been frequent].",
        "[The urine turned dark|Dark urine was noticed] [with the pain|].",
    ),
    exam=(*EXAM[:4], "[The gallbladder is not palpable|No mass is felt below the ribs].", EXAM[5]),
    results=(
        *RESULTS[:1],
        "Ultrasound shows [gallstones|several stones] and [a wide bile duct|sludge].",
        *RESULTS[2:],
        "[Endosonography is planned|An endoscopic ultrasound is planned] [to look for a stone in the duct|].",
    ),
    plan=(*PLAN, "[The surgeons were informed|Surgery was informed] [about the gallbladder|]."),
    course=(
        *COURSE[:4],
        "@late [The duct was cleared|A stone was extracted] [at endoscopy|through the papilla].",
        "@late [The gallbladder was removed|Cholecystectomy was done] [before going home|in the same stay].",
        "@late [Liver tests fell|Liver tests returned to normal] [within days|].",
    ),
)

DISEASES = (ALCOHOL, LIPIDS, GALLSTONES)
