"""What notes say of the diseases that Charlson's index counts by their stage: liver, diabetes, solid tumor.

"mild":  "{He} has chronic [hepatitis|viral hepatitis|autoimmune hepatitis] without cirrhosis."
"""

from ehrmind.medcalc.forms import Choice

LIVER_DISEASE = Choice(
    "liver_disease",
    {
        "none": (
            "{He} has no [liver disease|history of liver disease|known liver disease].",
            "[There is no|No] [history of|known] liver disease.",
            "{He} denies [any liver disease|a history of liver disease].",
        ),
        "mild": (
            "{He} has mild liver disease.",
            "{He} has chronic [hepatitis|viral hepatitis|autoimmune hepatitis] without cirrhosis.",
            "[Known|Hx of] [chronic hepatitis without cirrhosis|mild chronic liver disease].",
            "{He} has compensated cirrhosis without portal hypertension.",
            "Biopsy showed [chronic hepatitis without|portal inflammation but no] cirrhosis.",
        ),
        "moderate to severe": (
            "{He} has [moderate to severe|severe] liver disease.",
            "{He} has cirrhosis with [portal hypertension|portal hypertension and ascites].",
            "[Known|Hx of] cirrhosis with [portal hypertension|esophageal varices that have bled].",
            "{His} cirrhosis has led to [ascites and large varices|variceal bleeding|portal hypertension].",
        ),
    },
    label="Liver disease",
    entities=("Liver disease severity",),
    benchmark={"moderate": "moderate to severe", "severe": "moderate to severe", "false": "none"},
    weights={"none": 0.75, "mild": 0.13, "moderate to severe": 0.12},
)
DIABETES = Choice(
    "diabetes_severity",
    {
        "none or diet-controlled": (
            "{He} [has no|denies any history of|has no history of] diabetes.",
            "[No|No known|No history of] diabetes.",
            "{He} has diabetes that is controlled by diet alone.",
            "[Diet-controlled diabetes, on no drugs|Diabetes managed with diet alone].",
        ),
        "uncomplicated": (
            "{He} takes [metformin|gliclazide] for diabetes without complications.",
            "{He} has diabetes treated with [insulin|metformin|glipizide] and no end-organ damage.",
            "[Known|Hx of] diabetes on [metformin|insulin], without end-organ damage.",
            "{His} diabetes is treated with [metformin|insulin] and has left eyes, kidneys and nerves intact.",
        ),
        "end-organ damage": (
            "{He} has diabetes with [retinopathy|proliferative retinopathy|neuropathy].",
            "{He} has [long-standing|insulin-treated] diabetes with end-organ damage.",
            "[Known|Hx of] diabetes complicated by [retinopathy|peripheral neuropathy].",
            "Diabetes has damaged {his} [retinas|peripheral nerves].",
        ),
    },
    label="Diabetes",
    entities=("Diabetes mellitus criteria for CCI rule", "Diabetes mellitus"),
    weights={"none or diet-controlled": 0.7, "uncomplicated": 0.18, "end-organ damage": 0.12},
)
SOLID_TUMOR = Choice(
    "solid_tumor",
    {
        "none": (
            "{He} [has no|has never had a|has no history of a] solid tumor.",
            "[No|No history of|No known] solid tumor.",
            "{He} denies [any solid tumor|a history of solid tumors].",
        ),
        "localized": (
            "{He} has a localized [solid tumor|bladder cancer|lung cancer].",
            "{He} is treated for a [colon|kidney|thyroid] cancer that has not spread.",
            "[Known|Hx of] [colon cancer|renal cell carcinoma], localized, no metastases.",
            "Staging of {his} [rectal|gastric] carcinoma showed no spread beyond the organ.",
        ),
        "metastatic": (
            "{He} has a metastatic [solid tumor|lung cancer|colon cancer].",
            "{He} is treated for a [colon|kidney|thyroid] cancer with [bone|lung] metastases.",
            "[Known|Hx of] [colon cancer|renal cell carcinoma] with distant metastases.",
            "{His} [rectal|gastric] carcinoma has spread to the [bones|lungs].",
        ),
    },
    label="Solid tumor",
    entities=("Solid tumor",),
    benchmark={"true": "localized", "false": "none"},
    weights={"none": 0.75, "localized": 0.13, "metastatic": 0.12},
)
