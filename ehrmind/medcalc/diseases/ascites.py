"""Fluid in the belly that does not come from a hard liver: cancer of the peritoneum, tuberculosis.

With a serum albumin of 3.2 g/dL the fluid has 2.6 g/dL in cancer of the peritoneum and 0.9 g/dL in cirrhosis.
"""

from ehrmind.medcalc.diseases.base import Disease

EXAM = (
    "[There is shifting dullness|Shifting dullness is found] [in both flanks|].",
    "[The belly is tense|The abdomen is tense] [and not tender|].",
    "[The navel is everted|The navel stands out].",
    "[No spider nevi are seen|There are no spider nevi] [on the chest|].",
    "The lungs are [clear|clear above the bases].",
)
RESULTS = (
    "Ultrasound shows [fluid in all quadrants|much free fluid].",
    "[The liver surface is smooth|The liver looks smooth] [on ultrasound|].",
    "[The fluid was sent for cells and culture|Cells and culture of the fluid are pending].",
    "[The portal vein is open|Portal flow is normal] [on duplex|].",
)
PLAN = (
    "[The gradient decides on the next test|The gradient shows where to look next].",
    "[Five liters were drained|The fluid was drained] [by paracentesis|under ultrasound].",
    "[Cytology was requested|Cells are looked for] in [the fluid|three samples of the fluid].",
    "[Girth is measured daily|The girth is charted] [by the nurses|].",
)
COURSE = (
    "@late [The puncture site stayed dry|The puncture hole closed by itself].",
    "@late [Girth fell|The girth fell] [after drainage|].",
    "@late {He} [went home|was discharged] [with a plan|after some days].",
    "@late [The case was discussed|A conference discussed the case] [in the second week|].",
)

TUMOR = Disease(
    "fluid from cancer of the peritoneum",
    asks=(123,),
    age=(34, 65, 88),
    setting="ward",
    female=0.62,
    complaints=(
        "[a growing belly|a growing girth]",
        "[swelling of the belly and early fullness|early fullness]",
        "[weight loss with a swollen belly|a tight belly]",
    ),
    measures={
        "albumin": (3.8, 2.4),
        "ascites_albumin": (3.2, 1.9),
        "hemoglobin": (13.0, 9.0),
        "platelets": (290, 460),
        "heart_rate": (74, 104),
        "systolic": (132, 104),
        "crp": (12, 120),
        "bmi": (24.0, 17.5),
    },
    story=(
        "[Belts had to be let out|Trousers became tight] [within a month|].",
        "[Meals have filled quickly|{He} has been full after a few bites] [since autumn|].",
        "[Weight was lost elsewhere|Arms and legs grew thin] [at the same time|].",
        "[Alcohol plays no part|Alcohol is drunk rarely].",
        "[Bowel movements are slow|The bowels are slow] [of late|].",
        "@alert {He} [denies|reports no] [fever|night sweats].",
        "[No hepatitis is known|Hepatitis was never found in tests].",
        "[An aunt had bowel cancer|Cancer runs in the family].",
    ),
    exam=(*EXAM, "[A firm mass is felt|There is a firm mass] above the [navel|pelvis]."),
    results=(
        *RESULTS,
        "[Computed tomography shows|The CT scan shows] [a thick omentum|nodules of the peritoneum].",
    ),
    plan=(
        *PLAN,
        "[Oncology was asked|The oncologist was asked] [to see {him}|about treatment].",
        "[A biopsy of the omentum|Biopsy by laparoscopy] is [planned|booked].",
    ),
    course=(
        *COURSE,
        "@late [Malignant cells were found|Cytology showed malignant cells] [in the first sample|].",
        "@late [Chemotherapy was begun|The first infusion was given] [in the third week|].",
        "@late [A tunneled drain|A permanent drain] was [placed|offered] [later|].",
    ),
)

TUBERCULOSIS = Disease(
    "tuberculous peritonitis",
    asks=(123,),
    age=(18, 40, 82),
    setting="ward",
    complaints=(
        "[a swollen belly and sweats|night sweats and a swollen belly]",
        "[weeks of belly pain and swelling|dull belly pain for weeks]",
        "[weight loss and swelling|loss of weight]",
    ),
    measures={
        "albumin": (3.7, 2.3),
        "ascites_albumin": (3.2, 1.8),
        "hemoglobin": (13.0, 9.4),
        "temperature": (36.9, 39.0),
        "heart_rate": (78, 112),
        "systolic": (126, 102),
        "crp": (24, 140),
        "white_cells": (6.0, 11.0),
    },
    story=(
        "[Sweats soak the sheets|Sheets are soaked by sweat] [at night|].",
        "[The belly has swollen|Swelling of the belly came] [over two months|].",
        "[Several kilograms were lost|Clothes have become loose] [since spring|].",
        "[An uncle was treated for tuberculosis|There was a contact with tuberculosis] [years ago|].",
        "[{He} moved here from East Africa five years ago|{He} grew up in South Asia].",
        "[Alcohol is not drunk|No alcohol is drunk].",
        "@alert {He} [denies|reports no] [cough|blood in the stool].",
        "[The dull pain comes and goes|A dull pain lasts most of the day].",
    ),
    exam=(
        *EXAM[:1],
        "[The belly is doughy|The abdomen has a doughy resistance] [on palpation|].",
        *EXAM[3:],
        "[The lips are dry|The skin is warm and dry].",
        "Heart sounds are [normal|clear].",
    ),
    results=(
        *RESULTS[:3],
        "[Adenosine deaminase is high|A high adenosine deaminase was found] in the fluid.",
        "The chest film shows [an old scar|an old scar at one apex].",
    ),
    plan=(
        *PLAN,
        "[Laparoscopy with biopsies|Biopsy by laparoscopy] is planned [this week|].",
        "[Four drugs will be started|Treatment with four drugs will follow] [after biopsy|].",
    ),
    course=(
        *COURSE,
        "@late [Granulomas were found|Biopsies showed granulomas] [with caseation|].",
        "@late [Sweats stopped|Night sweats stopped] [within two weeks of treatment|].",
        "@late [Weight was regained|Some weight was regained] [over months|].",
    ),
)

DISEASES = (TUMOR, TUBERCULOSIS)
