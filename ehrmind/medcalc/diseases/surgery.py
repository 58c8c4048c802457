"""Before major operations: aortic aneurysm, cancer of the colon, hip arthritis.

A mild case before aneurysm repair has a creatinine of 0.8 mg/dL, a grave one of 3.4 mg/dL and ischemic heart disease.
"""

from collections.abc import Mapping

from ehrmind.medcalc.diseases.base import Chance, Disease

FACTORS: Mapping[str, Chance] = {  # of thrombosis, in patients who come for an elective operation
    "major_surgery_last_month": 0.03,
    "heart_failure_last_month": 0.04,
    "sepsis_last_month": 0.03,
    "pneumonia_last_month": 0.05,
    "varicose_veins": (0.12, 0.25),
    "leg_swelling": (0.06, 0.2),
    "bowel_disease": 0.05,
    "acute_infarction": 0.02,
    "copd": (0.06, 0.2),
    "cast_last_month": 0.03,
    "central_line": 0.04,
    "malignancy": (0.06, 0.15),
    "previous_thrombosis": (0.05, 0.15),
    "family_thrombosis": 0.1,
    "factor_v": 0.06,
    "prothrombin": 0.04,
    "homocysteine": 0.04,
    "lupus_anticoagulant": 0.03,
    "anticardiolipin": 0.03,
    "heparin_thrombocytopenia": 0.02,
    "other_thrombophilia": 0.03,
    "fracture_last_month": 0.03,
    "stroke_last_month": 0.02,
    "trauma_last_month": 0.02,
    "spinal_injury_last_month": 0.01,
}
HEART: Mapping[str, Chance] = {  # and of cardiac risk
    "ischemic_heart_disease": (0.08, 0.35),
    "heart_failure": (0.04, 0.2),
    "cerebrovascular_disease": (0.05, 0.2),
    "insulin_treatment": (0.05, 0.2),
}
STORY = (
    "[The anesthetist has seen {him}|The anesthetic interview took place] [this week|before this visit].",
    "[An earlier anesthetic|The last anesthetic] went [without problems|without nausea].",
    "[Dentures are removable|There are no loose teeth], [and mouth opening is wide|and the airway looks easy].",
    "[No|There are no] known [drug allergies|allergies to drugs].",
    "[Home support after the operation|Help at home] [is arranged|was discussed].",
)
EXAM = (
    "[Heart sounds are|The heart sounds are] [normal|clear].",
    "[The lungs are|Both lungs are] clear [to auscultation|].",
    "[The airway looks easy|Mouth opening is wide] [with good neck movement|].",
    "The [skin at the planned site|planned site] is [clean|free of infection].",
    "[Foot pulses were examined|Pedal pulses were examined] [and recorded|on both sides].",
)
RESULTS = (
    "[The electrocardiogram|The tracing] shows sinus rhythm [without new changes|].",
    "[Clotting tests are normal|Routine clotting tests are normal].",
)
PLAN = (
    "[The risk of the heart|Cardiac risk] and [the risk of clots|prevention of clots] were [gone through|discussed].",
    "[Consent was signed|Informed consent was obtained] [after questions|today].",
    "[Fasting rules|Rules for fasting] were [explained|handed out] [in writing|].",
    "[Prophylaxis follows the score|Prevention of clots follows the score] [after the operation|].",
    "[The date is set|A date was given] [for next week|by the bed office].",
)
COURSE = (
    "@late [The operation|The procedure] [went as planned|was uneventful].",
    "@late [Mobilization began|{He} was out of bed] [on the first morning|early].",
    "@late [Pain was well controlled|Pain control was good] [with paracetamol and a block|on tablets].",
    "@late [The wound healed|Wound healing was] [without infection|by first intention].",
    "@late [No cardiac event|Neither clot nor cardiac event] [occurred|was recorded] [within a month|].",
)

ANEURYSM = Disease(
    "abdominal aortic aneurysm before open repair",
    asks=(17, 36),
    age=(54, 71, 90),
    setting="clinic",
    female=0.22,
    complaints=(
        "[planning of aneurysm repair|a visit before aneurysm repair]",
        "[an enlarging aortic aneurysm|growth of an aortic aneurysm]",
        "[a pulsating swelling of the belly|a pulsation in the belly]",
    ),
    measures={
        "creatinine": (0.8, 3.4),
        "bun": (13, 54),
        "systolic": (126, 164),
        "heart_rate": (58, 86),
        "bmi": (21.5, 33.5),
        "hemoglobin": (15.0, 11.0),
        "potassium": (4.1, 5.2),
    },
    findings={
        **FACTORS,
        "high_risk_surgery": 1.0,
        "ischemic_heart_disease": (0.2, 0.65),
        "heart_failure": (0.05, 0.35),
        "cerebrovascular_disease": (0.08, 0.35),
        "insulin_treatment": (0.08, 0.25),
        "copd": (0.15, 0.4),
    },
    choices={"surgery": ("major",), "mobility": ("normal",)},
    words={
        "high_risk_surgery": (
            "{He} is [listed|scheduled] for open repair of the abdominal aorta, a suprainguinal vascular operation.",
            "[Planned procedure|Plan]: open suprainguinal vascular repair of the aneurysm.",
        ),
        "surgery": (
            "[Major open surgery|A major open operation] of [three|four] hours on the aorta is planned.",
            "{He} is [listed|scheduled] for major open repair of the aorta, [three|four] hours.",
        ),
    },
    story=(
        *STORY,
        "[The aneurysm was found by chance|A screening ultrasound found the aneurysm] [three years ago|].",
        "[It has grown|The aneurysm has grown] [beyond the threshold|by several millimeters] [this year|].",
        "@alert {He} [denies|reports no] [back pain|belly pain] [so far|].",
        "[A stent graft|An endovascular graft] is [not suitable|not possible] [for the short neck|].",
    ),
    exam=(
        *EXAM,
        "[A pulsating mass is felt|There is a pulsating mass] [above the navel|].",
        "[There is no groin hernia|No groin hernia is found] [on examination|].",
    ),
    results=(
        *RESULTS,
        "Computed tomography shows [an infrarenal aneurysm|an aneurysm with wall thrombus] [without a leak|].",
        "[Spirometry was done|Lung function was tested] [for the anesthetist|].",
    ),
    plan=(
        *PLAN,
        "[A bed in intensive care|An intensive care bed] is [booked|reserved] [for the first night|].",
        "[The statin is continued|Atorvastatin is continued] [up to the day|].",
    ),
    course=(
        *COURSE,
        "@late [The graft was sewn in|An aortic tube graft was sewn in] [below the renal arteries|].",
        "@late [The bowels opened|Bowel function returned] [on the fourth day|without delay].",
    ),
)

COLON = Disease(
    "cancer of the colon before resection",
    asks=(17, 36),
    age=(36, 68, 90),
    setting="clinic",
    complaints=(
        "[planning of a bowel resection|a visit before bowel resection]",
        "[a colonic tumor found at screening|a tumor found at colonoscopy]",
        "[a change of bowel habit|altered bowel habit]",
    ),
    measures={
        "creatinine": (0.6, 2.8),
        "bun": (10, 44),
        "systolic": (122, 156),
        "heart_rate": (62, 92),
        "bmi": (19.0, 32.0),
        "hemoglobin": (14.0, 8.8),
        "albumin": (4.3, 2.9),
        "ferritin": (120, 14),
    },
    findings={**FACTORS, **HEART, "high_risk_surgery": 1.0, "malignancy": 1.0, "central_line": 0.08},
    choices={"surgery": ("major",), "mobility": ("normal", "normal", "on bed rest")},
    words={
        "high_risk_surgery": (
            "{He} is [listed|scheduled] for [an open hemicolectomy|an open resection of the colon].",
            "[An intraperitoneal operation|Intraperitoneal surgery] on the colon is [planned|scheduled].",
        ),
        "surgery": (
            "[Major open surgery|A major open operation] on the colon is planned, [two|three] hours.",
            "{He} is [listed|scheduled] for major open resection of the colon, [two|three] hours.",
        ),
        "malignancy": (
            "{He} has [biopsy-proven|proven] [cancer|adenocarcinoma] of the colon.",
            "[Known|Newly found] [cancer|adenocarcinoma] of the colon.",
        ),
    },
    story=(
        *STORY,
        "[The tumor was found at colonoscopy|Colonoscopy found the tumor] [after a positive stool test|].",
        "[The biopsy shows|Histology shows] [a moderately differentiated|an invasive] adenocarcinoma.",
        "[Liver and lungs are free|No metastases are seen] on [computed tomography|the staging scan].",
        "[Appetite is fair|{He} eats fairly well], [and weight has been steady|without vomiting].",
    ),
    exam=(
        *EXAM,
        "The abdomen is [soft|soft] with [a firm area|no palpable mass|normal bowel sounds].",
        "[There is no groin hernia|No groin hernia is found] [at present|].",
    ),
    results=(
        *RESULTS,
        "[Computed tomography shows|The staging scan shows] [thickening of the sigmoid|a mass of the ascending colon].",
        "[The tumor marker is normal|Carcinoembryonic antigen is normal].",
    ),
    plan=(
        *PLAN,
        "[Iron by vein|Intravenous iron] [is given|was offered] [before the operation|if anemic].",
        "[Bowel preparation|The bowel preparation] was [explained|handed out] [by the nurse|].",
    ),
    course=(
        *COURSE,
        "@late [Resection margins were clear|The margins were clear] [on histology|under the microscope].",
        "@late [Adjuvant chemotherapy|Chemotherapy after surgery] was [discussed|offered] [by oncology|].",
    ),
)

HIP = Disease(
    "osteoarthritis of the hip before joint replacement",
    asks=(17, 36),
    age=(42, 70, 90),
    setting="clinic",
    female=0.58,
    complaints=(
        "[pain in the groin on walking|groin pain when walking]",
        "[planning of hip replacement|a visit before hip replacement]",
        "[a stiff and painful hip|hip pain and stiffness]",
    ),
    measures={
        "creatinine": (0.6, 2.6),
        "bun": (10, 42),
        "systolic": (124, 160),
        "heart_rate": (60, 88),
        "bmi": (22.0, 40.0),
        "hemoglobin": (15.0, 11.0),
        "crp": (3, 9),
    },
    findings={
        **FACTORS,
        **HEART,
        "high_risk_surgery": 0.0,
        "fracture_last_month": 0.0,
        "spinal_injury_last_month": 0.0,
    },
    choices={"surgery": ("elective major lower extremity arthroplasty",), "mobility": ("normal",)},
    words={
        "high_risk_surgery": (
            "[The hip is to be replaced|A hip replacement is planned], [which is no|not an] operation of chest "
            "or belly.",
            "{He} is [listed|scheduled] for hip replacement, [not for|no] abdominal, thoracic or vascular surgery.",
        ),
        "surgery": (
            "{He} is [listed|scheduled|booked] for elective total hip [replacement|arthroplasty].",
            "[An elective total hip arthroplasty|Elective total hip replacement] is [planned|scheduled].",
        ),
    },
    story=(
        *STORY,
        "[Putting on socks is hard|Socks and shoes are hard to put on] [on that side|].",
        "[Walking sticks help|{He} uses a walking stick] [outdoors|on longer ways].",
        "[Injections into the joint|Joint injections] [helped for some weeks|have lost their effect].",
        "[Groin pain|The pain] [disturbs the night|wakes {him} at night].",
    ),
    exam=(
        *EXAM,
        "[Internal rotation is lost|Internal rotation of the hip is painful] [today|].",
        "[The gait is limping|{He} walks with a limp] [on examination|].",
    ),
    results=(
        *RESULTS,
        "[The hip film|A hip radiograph] shows [loss of joint space|bone on bone] with [osteophytes|cysts].",
        "[Urine culture is sterile|The urine is sterile] [before the operation|].",
    ),
    plan=(
        *PLAN,
        "[Crutch walking was practiced|Walking with crutches was practiced] [with the therapist|].",
        "[Rehabilitation is booked|A place in rehabilitation is booked] [for two weeks after|].",
    ),
    course=(
        *COURSE,
        "@late [A cementless hip|A cemented hip] was [implanted|put in] [through a lateral approach|].",
        "@late [Stairs were managed|{He} managed stairs] [before discharge|by the fourth day].",
    ),
)

DISEASES = (ANEURYSM, COLON, HIP)
