"""Infections of urinary and bile tract that may or may not be systemic: pyelonephritis, cholangitis.

A mild pyelonephritis has a pulse of 82 and white cells of 9.8, a grave one 134, 23.0 and 16 % band forms.
"""

from ehrmind.medcalc.diseases.base import Disease

PLAN = (
    "[Fluids by vein|Intravenous fluids] [are running|were started] [while intake is poor|].",
    "[Acetaminophen is given|Acetaminophen is prescribed] [as required|for comfort].",
    "[Vital signs are charted|Observations are charted] [every four hours|closely].",
    "[The antibiotic will be adjusted|Treatment will be adjusted] [to the culture|when cultures are back].",
)
COURSE = (
    "@late [Chills did not recur|There were no more chills] [after the first night|].",
    "@late [Tablets replaced the infusions|The switch to tablets was made] [on the third day|once eating].",
    "@late [Inflammatory markers fell|C-reactive protein fell] [by half|steadily].",
    "@late {He} [went home|was discharged] [with written advice|in good condition].",
    "@late [The full course was completed|Antibiotics were completed] [at home|without side effects].",
)

PYELONEPHRITIS = Disease(
    "acute pyelonephritis",
    asks=(51, 5, 43, 101, 102, 103),
    age=(18, 42, 88),
    setting="emergency",
    female=0.8,
    complaints=(
        "[flank pain and chills|chills with flank pain]",
        "[burning on urination and flank pain|flank pain with painful urination]",
        "[rigors and vomiting|vomiting with rigors]",
    ),
    measures={
        "temperature": (37.4, 40.3),
        "heart_rate": (82, 134),
        "respiratory_rate": (14, 28),
        "systolic": (130, 84),
        "paco2": (39, 29),
        "white_cells": (9.8, 23.0),
        "bands": (1, 16),
        "creatinine": (0.8, 2.2),
        "bun": (12, 40),
        "platelets": (270, 112),
        "bilirubin": (0.5, 1.6),
        "pao2": (94, 72),
        "fio2": (21, 24),
        "gcs": (15, 13),
        "urine_output": (2000, 620),
        "crp": (40, 240),
        "oxygen_saturation": (99, 92),
    },
    findings={
        "respiratory_support": 0.0,
        "hypotension": (0.02, 0.5),
        "acute_renal_failure": (0.02, 0.3),
        "altered_mental_status": (0.01, 0.35),
        "supplemental_oxygen": (0.0, 0.3),
    },
    choices={
        "consciousness": ("alert", "alert", "alert", "alert", "newly confused"),
    },
    doses={"norepinephrine": 0.06},
    story=(
        "[Voiding burned at first|At first voiding burned], then [the flank began to ache|flank pain followed].",
        "[The pain sits in one flank|One flank hurts] [and radiates to the groin|].",
        "{He} [vomited twice|was sick twice] and [kept little down|could take only sips].",
        "[The urine is cloudy|Urine has been cloudy] [with a strong smell|].",
        "[A single dose of fosfomycin|Fosfomycin at the start] [brought no relief|did not help].",
        "[No kidney stones are known|There are no known kidney stones].",
        "@alert {He} [denies|reports no] [a blow to the flank|blood in the urine].",
        "[Rigors shook the bed|There was a shaking chill] [in the night|before arrival].",
    ),
    exam=(
        "[The flank is tender to percussion|There is percussion tenderness of the flank] [on that side|].",
        "The abdomen is [soft|soft] with [suprapubic tenderness|mild tenderness above the pubis].",
        "[The lungs are clear|Breath sounds are clear] [on both sides|].",
        "[Lips are dry|The tongue is dry] [and coated|].",
        "[Heart sounds are normal|No heart murmur is heard] [at present|].",
        "[There is no rash|The skin shows no rash] [today|].",
    ),
    results=(
        "[Urine dipstick is positive|The dipstick is positive] for [leukocytes and nitrite|nitrite and blood].",
        "[Renal ultrasound shows|Ultrasound of the kidneys shows] no [hydronephrosis|obstruction].",
        "[Urine and blood cultures|Cultures of urine and blood] were [taken|sent].",
        "@woman [The|A] pregnancy test [is|was] negative.",
    ),
    plan=(
        *PLAN,
        "[Ceftriaxone|Intravenous ceftriaxone] [was given|was begun].",
        "[Metoclopramide|Ondansetron] [is given|was given] against nausea.",
    ),
    course=(
        *COURSE,
        "@late [Urine culture grew|The urine grew] Escherichia coli [sensitive to ceftriaxone|].",
        "@late [Flank pain faded|The flank was no longer tender] [by discharge|within days].",
    ),
)

CHOLANGITIS = Disease(
    "acute cholangitis",
    asks=(51, 5, 43, 101, 102, 103, 124),
    age=(30, 68, 92),
    setting="ward",
    complaints=(
        "[upper abdominal pain and chills|chills with upper abdominal pain]",
        "[jaundice and rigors|rigors with yellow skin]",
        "[pain below the right ribs|pain in the right upper abdomen]",
    ),
    measures={
        "temperature": (37.6, 40.2),
        "heart_rate": (84, 132),
        "respiratory_rate": (16, 30),
        "systolic": (134, 78),
        "paco2": (38, 28),
        "white_cells": (10.5, 26.0),
        "bands": (2, 20),
        "bilirubin": (2.4, 13.4),
        "alt": (90, 380),
        "ast": (80, 360),
        "creatinine": (0.8, 3.8),
        "platelets": (260, 46),
        "pao2": (88, 62),
        "fio2": (21, 32),
        "gcs": (15, 12),
        "urine_output": (1900, 380),
        "inr": (1.0, 1.9),
        "crp": (60, 240),
        "oxygen_saturation": (98, 90),
        "alp": (150, 620),
    },
    findings={
        "respiratory_support": (0.0, 0.15),
        "hypotension": (0.05, 0.8),
        "acute_renal_failure": (0.02, 0.5),
        "altered_mental_status": (0.02, 0.6),
        "supplemental_oxygen": (0.02, 0.6),
    },
    doses={"norepinephrine": 0.25, "dopamine": 0.06},
    choices={
        "consciousness": ("alert", "alert", "alert", "newly confused", "responds to voice"),
    },
    story=(
        "[Stones in the gallbladder|Gallstones] had been [seen on an earlier ultrasound|known for years].",
        "Yellow eyes were noticed [by relatives|in the mirror|by the spouse] [first|].",
        "[Pale stool|Clay-colored stool] and [dark|brown] urine were noticed.",
        "[Pain came in waves|The pain came in waves] [after a heavy meal|after supper].",
        "[A shaking chill|A rigor] [forced {him} to bed|came in the evening].",
        "[Itching kept {him} awake|{His} skin itched] [at night|].",
        "[No travel|There was no travel] [abroad|to the tropics] [beforehand|].",
        "@alert {He} [denies|reports no] [weight loss|loss of appetite before this].",
    ),
    exam=(
        "[The sclerae are icteric|There is scleral icterus] [on examination|].",
        "The right upper abdomen is tender [without guarding|on palpation].",
        "[Murphy's sign is negative|The gallbladder is not palpable] [at present|].",
        "[Scratch marks are seen|There are scratch marks] [on the arms|on the trunk].",
        "[The lungs are clear|Breath sounds are clear] [on both sides|].",
        "[No stigmata of cirrhosis|Stigmata of cirrhosis are absent] [on examination|].",
    ),
    results=(
        "Ultrasound shows [a dilated common bile duct|gallstones and wide bile ducts].",
        "[Magnetic resonance cholangiography shows|Cholangiography shows] [a stone in the duct|a filling defect].",
        "[Blood cultures were drawn|Two sets of blood cultures were taken] [on arrival|].",
    ),
    plan=(
        *PLAN,
        "[Piperacillin-tazobactam was started|Ceftriaxone and metronidazole were started] [at once|].",
        "[Endoscopic drainage|Drainage by endoscope] [is arranged|is planned] [as soon as possible|].",
    ),
    course=(
        *COURSE[1:],
        "@late [A stone was removed|Stones and pus were cleared] [at endoscopy|through the papilla].",
        "@late [Jaundice faded|The jaundice faded] [over days|after drainage].",
        "@late [Cholecystectomy|Removal of the gallbladder] [was booked|is planned] for [next month|later].",
    ),
)

DISEASES = (PYELONEPHRITIS, CHOLANGITIS)
