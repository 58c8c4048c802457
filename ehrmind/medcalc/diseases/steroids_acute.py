"""Steroids for days: airways, bowel, adrenal crisis. `dose` is in mg of prednisone.

A crisis is given hydrocortisone 200 mg a day by vein, which equals prednisone 50 mg and dexamethasone 7.5 mg.
"""

from ehrmind.medcalc.diseases.base import Disease
from ehrmind.medcalc.diseases.steroids import STEROID_PLAN

WARD_COURSE = (
    "@late [The change to tablets|The switch to tablets] [succeeded|was made] [on the third day|].",
    "@late [Sugars rose briefly|Blood sugar rose briefly] [and needed little insulin|and then settled].",
    "@late [Sleep was poor|Sleep was light] [at first|in the first nights], [then better|but improved].",
    "@late {He} was [on {his} feet|walking the ward] [within days|by the second day].",
    "@late [A tapering scheme|A written taper] was [handed over|explained] [before discharge|].",
    "@late [Follow-up in the clinic|A clinic visit] was [arranged|booked] [for two weeks later|].",
    "@late {He} went home [on the sixth day|after five days] [in good condition|much better].",
)

AIRWAYS = Disease(
    "exacerbation of obstructive airway disease",
    asks=(24,),
    age=(20, 62, 90),
    weight=1.2,
    complaints=(
        "[wheezing and cough|breathlessness and wheezing]",
        "[worsening breathlessness|tightness and wheezing]",
        "[cough and shortness of breath|a flare of wheezing]",
    ),
    measures={
        "dose": (30, 80),
        "respiratory_rate": (18, 34),
        "heart_rate": (84, 126),
        "oxygen_saturation": (96, 86),
        "paco2": (38, 58),
        "ph": (7.43, 7.29),
        "white_cells": (8.0, 17.0),
        "temperature": (36.6, 38.2),
    },
    choices={
        "steroid": ("oral prednisone", "oral prednisolone", "oral methylprednisolone", "intravenous methylprednisolone")
    },
    story=(
        "[A cold came first|A head cold came first] [four days ago|last week].",
        "[Puffs were taken|The rescue inhaler was used] [every two hours|many times a day] [with brief relief|].",
        "[Night was spent upright|The night was spent sitting up] [by the window|in a chair].",
        "[Sputum is white|The sputum is clear] [and sticky|and hard to raise].",
        "@alert {He} [is tight in the chest|is short of breath on walking] [but is calmer now|since the morning].",
        "[Cats and dust|Cold air and dust] [make it worse|bring on cough].",
        "[Inhaler technique|The technique of inhaling] [was poor|was corrected last year].",
        "[The peak flow|Peak flow at home] [had fallen|was well below usual].",
    ),
    exam=(
        "[Wheeze is heard|There is wheeze] [on both sides|throughout], with [long|prolonged] expiration.",
        "[The chest moves evenly|Chest movement is equal] [on both sides|with each breath].",
        "[The heart is regular|Heart sounds are regular] [but distant|without a murmur].",
        "[There is no edema|Ankles are slim] and [calves are soft|the calves are soft].",
        "[The nose is blocked|The nose is swollen], and the throat is [red|slightly red].",
        "[The abdomen is soft|The belly is soft] [and not tender|].",
    ),
    results=(
        "[The chest film shows|On the chest film there is] [overinflation|no consolidation].",
        "[The viral swab|A viral swab] is [negative|positive for rhinovirus].",
        "[The tracing shows|The electrocardiogram shows] [no strain|normal conduction].",
        "[Eosinophils are raised|Eosinophils are normal] [in the differential|].",
    ),
    plan=(
        *STEROID_PLAN[:1],
        "[Salbutamol and ipratropium|Bronchodilators] are [inhaled|nebulized] [every four hours|].",
        "[Oxygen is titrated|Oxygen is given with care] [to a modest target|].",
        *STEROID_PLAN[2:3],
        *STEROID_PLAN[6:],
        "[Breathing exercises|Chest physiotherapy] [start today|will begin].",
    ),
    course=WARD_COURSE,
)
CRISIS = Disease(
    "adrenal crisis",
    asks=(24,),
    age=(20, 50, 84),
    female=0.6,
    setting="emergency",
    weight=0.8,
    complaints=(
        "[vomiting and collapse|weakness and vomiting]",
        "[dizziness and abdominal pain|abdominal pain with weakness]",
        "[faintness and nausea|weakness and fever]",
    ),
    measures={
        "dose": (25, 75),
        "sodium": (136, 120),
        "potassium": (4.8, 6.2),
        "systolic": (104, 76),
        "heart_rate": (96, 134),
        "glucose": (82, 60),
        "temperature": (36.6, 39.2),
        "bun": (18, 46),
        "creatinine": (0.9, 2.0),
    },
    choices={"steroid": ("intravenous hydrocortisone",)},
    story=(
        "[The adrenals have failed|Addison disease has been known] [for years|since youth].",
        "[A stomach bug|A tooth abscess|Influenza] [came first|set it off].",
        "[Tablets were vomited|Tablets did not stay down] [since the night|for a day].",
        "[The emergency injection|The kit] [had expired|was out of reach] [at home|].",
        "[The family called|A partner called] [the ambulance|for help] [at dawn|].",
        "@alert {He} [has cramps in the belly|aches all over] [and is thirsty|and feels faint].",
        "[The steroid card|An emergency card] [was in the wallet|was shown to the crew].",
        "[Stools are loose|Stools were loose] [but not bloody|once or twice].",
    ),
    exam=(
        "[Skin creases are dark|The palmar creases are dark], and the tongue is [dry|coated].",
        "[The abdomen is soft|The belly is soft] [with diffuse tenderness|without guarding].",
        "[The lungs are clear|Breath sounds are clear] [on both sides|].",
        "[The neck is supple|There is no neck stiffness] and there [is no rash|are no petechiae].",
        "[Heart sounds are regular|The heart is regular] [without a murmur|].",
        "[Neck veins are flat|The jugular veins are flat] [when lying|].",
    ),
    results=(
        "[Cortisol was drawn|A cortisol sample was drawn] [before treatment|on arrival].",
        "[The tracing shows|The electrocardiogram shows] [no peaked waves|normal conduction].",
        "[The chest film is clear|The chest film shows no infiltrate] [on arrival|].",
        "[Blood cultures|Two blood cultures] [were drawn|are pending].",
    ),
    plan=(
        "[Saline is running|Isotonic saline is running] [fast|through two cannulas].",
        "[The steroid goes on by vein|Treatment goes on by vein] [over the first day|until drinking].",
        *STEROID_PLAN[:1],
        *STEROID_PLAN[3:5],
        "[Glucose is checked|Capillary glucose is checked] [every two hours|hourly].",
        "[The trigger is treated|The trigger is sought], [with antibiotics if needed|and cultures were drawn].",
    ),
    course=WARD_COURSE,
)
BOWEL = Disease(
    "flare of inflammatory bowel disease",
    asks=(24,),
    age=(18, 34, 76),
    complaints=(
        "[bloody diarrhea|diarrhea and cramps]",
        "[abdominal cramps and loose stools|frequent stools with urgency]",
        "[a flare of colitis|diarrhea at night]",
    ),
    measures={
        "dose": (20, 75),
        "hemoglobin": (13.4, 8.6),
        "albumin": (4.1, 2.6),
        "crp": (8, 140),
        "platelets": (300, 470),
        "heart_rate": (76, 116),
        "temperature": (36.7, 38.4),
        "potassium": (4.1, 3.1),
    },
    choices={
        "steroid": (
            "oral prednisone",
            "oral prednisolone",
            "intravenous methylprednisolone",
            "intravenous hydrocortisone",
        )
    },
    story=(
        "[Ulcerative colitis|Crohn disease] has been known [for some years|from earlier flares].",
        "[Stools are frequent|Loose stools are frequent], [with blood and mucus|day and night].",
        "[Mesalamine was skipped|Mesalamine was left out] [while well|for months].",
        "[Cramps precede stools|Cramps come before each stool], [and ease after|then fade].",
        "@alert {He} [plans routes by toilets|stays near a toilet] [all day|wherever {he} goes].",
        "[Ibuprofen had been taken|Ibuprofen was taken] [for a knee|for headaches] [beforehand|].",
        "[Eyes and joints|Joints and skin] [are not affected|are quiet].",
        "[Milk makes it worse|Raw vegetables make it worse], but rice is [tolerated|fine].",
    ),
    exam=(
        "[The abdomen is tender on the left|There is tenderness on the left] [without guarding|].",
        "[No mass is felt|There is no mass], [bowel sounds are lively|with lively bowel sounds].",
        "[The lungs are clear|Breath sounds are clear] and [the heart is regular|heart sounds are normal].",
        "[The mouth is free of ulcers|There are no mouth ulcers] [on inspection|].",
        "[The anal region|The perianal skin] is [normal|free of fistulas].",
        "[Shins show no nodules|The shins are free of nodules], and joints are [slim|not swollen].",
    ),
    results=(
        "[Calprotectin is high|Fecal calprotectin is high] [in this sample|].",
        "[Stool tests|The stool panel] found [no Clostridioides|no infection].",
        "[The abdominal film|A plain film] shows [no dilatation|no toxic megacolon].",
        "[Sigmoidoscopy|A short endoscopy] shows [continuous inflammation|ulcers and contact bleeding].",
    ),
    plan=(
        *STEROID_PLAN[:3],
        *STEROID_PLAN[4:5],
        "[Infliximab is prepared|A biologic is prepared] [should the flare persist|as a next step].",
        "[Heparin is given|Low-dose heparin is given] [against clots|while in bed].",
        "[Tuberculosis and hepatitis B|Hepatitis B and tuberculosis] were [tested for|screened].",
    ),
    course=WARD_COURSE,
)

DISEASES = (AIRWAYS, CRISIS, BOWEL)
