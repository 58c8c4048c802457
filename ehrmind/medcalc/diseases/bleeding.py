"""Upper gastrointestinal bleeding: ulcer, varices, a small bleed under anti-inflammatory drugs, melena with syncope.

A mild ulcer bleed has 128 mmHg and a hemoglobin of 13.6 g/dL, a grave one 76 mmHg and 6.4 g/dL.
"""

from ehrmind.medcalc.diseases.base import Disease

STORY = (
    "[The vomit looked like coffee grounds|Coffee-ground vomit was seen] [in the morning|before the call].",
    "[The upper abdomen aches|There is an ache in the upper abdomen] [before meals|at night].",
    "[No anticoagulant is taken|{He} takes no anticoagulant] [at home|].",
    "[The last meal was supper|Nothing was eaten since supper] [the evening before|].",
    "[The family called an ambulance|An ambulance was called] [at once|without delay].",
    "@alert {He} [denies|reports no] [chest pain|breathlessness].",
)
EXAM = (
    "The abdomen is [soft|soft without guarding] [on palpation|].",
    "[The upper abdomen is tender|There is tenderness of the upper abdomen] [today|].",
    "[The lungs are|Both lungs are] clear [to auscultation|].",
    "[The conjunctivae are somewhat pale|The palms are somewhat pale] [on examination|].",
    "[Bowel sounds are present|Bowel sounds are heard] in all quadrants.",
    "[Heart sounds are|The heart sounds are] [normal|clear].",
)
RESULTS = (
    "[The electrocardiogram|The tracing] shows sinus rhythm [without ischemia|].",
    "[The chest film|The chest radiograph] shows [no free air|clear lungs].",
)
PLAN = (
    "[Endoscopy|The endoscopy] is [timed by|arranged according to] the score.",
    "[Pantoprazole was given|A proton pump inhibitor was given] [by vein|on arrival].",
    "[Nothing by mouth|{He} stays nil by mouth] [until endoscopy|].",
    "[Red cells are cross-matched|Blood is cross-matched] [in the blood bank|].",
    "[Two cannulas are in place|Venous access is secured] [in both arms|].",
)
COURSE = (
    "@late [Bleeding did not recur|No further bleeding occurred] [after endoscopy|].",
    "@late [A normal diet|Solid food] was [resumed|tolerated] [on the second day|].",
    "@late [Iron tablets were prescribed|Iron was prescribed] [for some months|at discharge].",
    "@late {He} [went home|was discharged] [in good condition|with written advice].",
    "@late [A breath test|A test of cure] was [arranged|booked] [for later|].",
)

ULCER = Disease(
    "peptic ulcer bleeding",
    asks=(27, 5, 103, 114, 115),
    age=(24, 65, 92),
    setting="emergency",
    female=0.42,
    weight=1.4,
    complaints=(
        "[vomiting of blood|coffee-ground vomiting]",
        "[upper abdominal pain and weakness|weakness with upper abdominal pain]",
        "[dizziness and vomiting|vomiting with dizziness]",
    ),
    measures={
        "systolic": (130, 76),
        "heart_rate": (74, 134),
        "respiratory_rate": (13, 26),
        "hemoglobin": (13.8, 6.4),
        "bun": (14, 84),
        "creatinine": (0.8, 1.6),
        "platelets": (280, 180),
        "white_cells": (7.0, 14.5),
        "albumin": (4.3, 2.5),
        "inr": (1.0, 2.1, 0.5),
    },
    findings={
        "melena": (0.25, 0.85),
        "syncope": (0.03, 0.4),
        "liver_disease": 0.07,
        "heart_failure": 0.1,
        "altered_mental_status": (0.01, 0.25),
    },
    choices={
        "comorbidity": (
            "none",
            "none",
            "heart failure, ischemic heart disease or other major comorbidity",
            "renal failure, liver failure or disseminated malignancy",
        ),
    },
    story=(
        *STORY,
        "[Antacids were taken for weeks|{He} had used antacids] [with little effect|].",
        "[An ulcer was treated years ago|An old ulcer is known] [in the duodenum|].",
    ),
    exam=EXAM,
    results=RESULTS,
    plan=(*PLAN, "[A biopsy for Helicobacter|Helicobacter testing] is [planned|part of endoscopy]."),
    course=(
        "@late [Endoscopy|Gastroscopy] showed [a duodenal ulcer|a gastric ulcer] [with a visible vessel|with a "
        "clean base].",
        "@late [Helicobacter pylori|Helicobacter] was [found and treated|found in the biopsy|treated with three "
        "drugs].",
        *COURSE,
    ),
)

VARICES = Disease(
    "variceal bleeding in cirrhosis",
    asks=(27, 5, 103, 114),
    age=(32, 56, 78),
    setting="intensive care",
    female=0.35,
    complaints=(
        "[vomiting of fresh blood|vomiting of bright red blood]",
        "[a gush of blood from the mouth|massive vomiting of blood]",
        "[vomiting of blood and weakness|weakness after vomiting blood]",
    ),
    measures={
        "systolic": (118, 72),
        "heart_rate": (86, 146),
        "respiratory_rate": (15, 28),
        "hemoglobin": (12.2, 6.3),
        "bun": (15, 76),
        "platelets": (128, 38),
        "bilirubin": (1.4, 9.0),
        "inr": (1.3, 2.6),
        "albumin": (3.4, 1.9),
        "sodium": (137, 126),
    },
    findings={
        "melena": (0.3, 0.8),
        "syncope": (0.08, 0.45),
        "liver_disease": 1.0,
        "heart_failure": 0.06,
        "altered_mental_status": (0.1, 0.6),
    },
    story=(
        "[The vomit was bright red|Bright red blood was vomited] [without warning|after supper].",
        "[Varices had been banded|Banding of varices was done] [in spring|in the past].",
        "[Propranolol had been stopped|The beta-blocker had been stopped] [some months ago|].",
        "[The liver clinic|A hepatologist] [follows {him}|sees {him} regularly] for cirrhosis.",
        "[The belly had been getting tighter|The belt had become tight] [over the past weeks|].",
        "[Alcohol was given up|{He} stopped drinking] [last year|some time ago].",
        *STORY[2:5],
    ),
    exam=(
        "[Spider nevi are seen|There are spider nevi] [on the chest|on the shoulders].",
        "[The palms are red|There is palmar erythema] [at present|].",
        "[The spleen is palpable|The tip of the spleen is felt] [today|].",
        *EXAM[2:4],
        "[Dried blood is seen around the mouth|There is dried blood at the lips] [on examination|].",
    ),
    results=(
        RESULTS[0],
        "[Ultrasound shows|Abdominal ultrasound shows] [a nodular liver|a small, nodular liver] and an open "
        "portal vein.",
    ),
    plan=(
        "[Terlipressin was started|An octreotide infusion was started] [on arrival|].",
        "[Ceftriaxone|Antibiotic prophylaxis with ceftriaxone] [was given|was started].",
        "[Endoscopy and banding|Band ligation] will [follow|be done] [as soon as possible|].",
        *PLAN[2:5],
    ),
    course=(
        "@late [Band ligation|Banding of the varices] was [done|performed] [at the first endoscopy|].",
        "@late [Carvedilol was started|A beta-blocker was started again] [before discharge|].",
        "@late [A portosystemic shunt|A shunt procedure] was [discussed|considered] [with the liver team|].",
        *COURSE[:2],
        COURSE[3],
        "@late [The liver clinic|A hepatologist] [saw {him} again|took over the follow-up] [within weeks|].",
    ),
)

SMALL_BLEED = Disease(
    "gastritis with a small bleed under an anti-inflammatory drug",
    asks=(27, 114, 115),
    age=(18, 44, 82),
    setting="emergency",
    complaints=(
        "[streaks of blood in vomit|blood-streaked vomit]",
        "[heartburn and nausea|nausea with heartburn]",
        "[upper abdominal discomfort|a burning upper abdomen]",
    ),
    measures={
        "systolic": (142, 98),
        "heart_rate": (62, 106),
        "respiratory_rate": (12, 18),
        "hemoglobin": (16.2, 11.4),
        "bun": (9, 26),
        "creatinine": (0.6, 1.1),
        "platelets": (310, 200),
        "albumin": (4.6, 3.4),
        "inr": (0.9, 1.2),
    },
    findings={
        "melena": (0.02, 0.25),
        "syncope": (0.01, 0.06),
        "liver_disease": 0.04,
        "heart_failure": 0.04,
        "altered_mental_status": 0.02,
    },
    choices={
        "comorbidity": ("none", "none", "none", "heart failure, ischemic heart disease or other major comorbidity"),
    },
    story=(
        "[Diclofenac was taken for back pain|Ibuprofen was taken for a sprained ankle] [on an empty stomach|].",
        "[A few streaks of blood|Some red streaks] were seen [in the vomit|at the end of retching].",
        "[The stomach burns|There is burning in the stomach] [after coffee|between meals].",
        *STORY[2:4],
        "[Omeprazole at home|A tablet of omeprazole] [eased it|brought some relief].",
        "@alert {He} [denies|reports no] [chest pain|weight loss].",
        "[No earlier bleeding|No bleeding in the past] is [known|on record].",
    ),
    exam=(*EXAM[:3], *EXAM[4:], "[The tongue is moist|Mucous membranes are moist] [at present|]."),
    results=RESULTS,
    plan=(
        "[Outpatient care is possible|Outpatient care is an option] [if the score is low|by the score].",
        "[The painkiller is stopped|Diclofenac and ibuprofen are stopped] [at once|].",
        PLAN[1],
        "[A second blood count|Another blood count] will [follow|be drawn] [in six hours|].",
        "[Bland food is advised|Small, bland meals are advised] [for some days|for a week].",
        "[A gastroscopy in clinic|Outpatient gastroscopy] was [offered|arranged].",
    ),
    course=(
        "@late [Gastroscopy showed|Outpatient gastroscopy showed] [erosions|mild gastritis] [of the antrum|].",
        "@late [Omeprazole was taken|Omeprazole was continued] [for four weeks|as advised].",
        "@late [The painkiller|Ibuprofen] was [changed to|replaced by] paracetamol.",
        "@late [Symptoms went away|The burning went away] [within a week|].",
        *COURSE[:2],
        "@late [No second visit|No other visit] was [needed|recorded] [in the next month|].",
    ),
)

MELENA_WITH_SYNCOPE = Disease(
    "upper gastrointestinal bleeding with melena and syncope",
    asks=(27, 103, 114, 115),
    age=(46, 75, 92),
    setting="emergency",
    weight=0.8,
    complaints=(
        "[a faint in the bathroom|fainting on the toilet]",
        "[black stools and a faint|a faint after passing black stool]",
        "[weakness and black stools|black stools with weakness]",
    ),
    measures={
        "systolic": (118, 74),
        "heart_rate": (84, 136),
        "respiratory_rate": (14, 26),
        "hemoglobin": (11.6, 6.3),
        "bun": (24, 92),
        "creatinine": (0.9, 2.2),
        "glucose": (104, 170),
        "albumin": (3.9, 2.3),
        "inr": (1.0, 2.6, 0.6),
    },
    findings={
        "melena": 1.0,
        "syncope": 1.0,
        "liver_disease": 0.1,
        "heart_failure": (0.15, 0.35),
        "altered_mental_status": (0.03, 0.35),
    },
    choices={
        "comorbidity": (
            "none",
            "heart failure, ischemic heart disease or other major comorbidity",
            "renal failure, liver failure or disseminated malignancy",
        ),
    },
    words={
        "syncope": (
            "{He} [fainted|had a syncope|passed out] in the bathroom [this morning|today] [and came round quickly|].",
            "[A syncope|A faint] in the bathroom [this morning|today] led to the call.",
        )
    },
    story=(
        "[The stool was black and sticky|Black, sticky stool was passed] [at night|twice in the night].",
        "[The spouse heard the fall|A neighbor heard the fall] [and called for help|].",
        "[There was no head injury|The head was not hit] [in the faint|].",
        "[No iron tablets|No bismuth or iron tablets] had been taken [before|].",
        *STORY[1:6],
    ),
    exam=(*EXAM[:4], "[The glove is black|There is black stool on the glove] [today|].", EXAM[5]),
    results=(*RESULTS, "[The head scan shows no bleeding|There is no bleeding on the head scan]."),
    plan=(*PLAN, "[Monitoring continues|Monitoring goes on] [in the intermediate unit|after admission]."),
    course=(
        "@late [Endoscopy|Gastroscopy] showed [a gastric ulcer|an oozing ulcer of the duodenum].",
        "@late [Clips were placed|A clip closed the vessel] [and bleeding stopped|].",
        "@late [Red cells were given|Two units of red cells were given] [on the first day|].",
        *COURSE,
    ),
)

DISEASES = (ULCER, VARICES, SMALL_BLEED, MELENA_WITH_SYNCOPE)
