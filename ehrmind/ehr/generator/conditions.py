"""Chronic conditions, why people come to the hospital, and what else is diagnosed; with SNOMED CT's codes.

    Condition("chronic kidney disease", base=-2.6, age=0.55, loads={"vascular": 0.6}, axes={"renal": 2.2}, weight=1.0,
              codes=(("433144002", "Chronic kidney disease stage 3"), ...), parents=("709044004",))
    Reason("pneumonia", complaints=("49727002",), diagnosis="233604007", axes={"infl": 1.0, "lung": 1.0}, ...)

A person has a condition with probability logistic(base + age · (age - 58) / 17 + Σ load · trait), and then a severity
from 0.2 to 1, by which `codes` (mild to severe) and its effect on organs (`axes`, in standard deviations of acute
illness) follow. Simplified on purpose: no condition but the four that are predicted begins while it is watched.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Triple = tuple[str, str, tuple[str, ...]]  # code, name, broader codes


@dataclass(frozen=True, slots=True)
class Condition:
    """A chronic condition. `weight` of its severity counts towards the burden of disease, `drugs` are taken for it."""

    name: str
    base: float
    age: float
    loads: Mapping[str, float]
    axes: Mapping[str, float]
    weight: float
    codes: tuple[tuple[str, str], ...]
    parents: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is admitted. `rate` is for anybody, `by` adds to it times the severity of a chronic condition.

    `worse` moves the acuity, `longer` the log-odds of a long stay. `planned`: without the emergency room.
    """

    name: str
    complaints: tuple[str, ...]
    diagnosis: str
    axes: Mapping[str, float]
    rate: float = 0.0
    by: Mapping[str, float] = field(default_factory=dict)
    worse: float = 0.0
    longer: float = 0.0
    planned: bool = False
    drugs: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()


CONDITIONS = (
    Condition(
        *("type 2 diabetes", -1.3, 0.45, {"metabolic": 0.9}, {"meta": 1.6, "renal": 0.2}, 0.6),
        codes=(("44054006", "Type 2 diabetes mellitus"),),
        parents=("73211009",),
        drugs=("6809", "4821", "274783"),
    ),
    Condition(
        *("chronic kidney disease", -2.3, 0.6, {"vascular": 0.5, "metabolic": 0.3}, {"renal": 2.4, "blood": 0.6}, 1.0),
        codes=(
            ("433144002", "Chronic kidney disease stage 3"),
            ("431857002", "Chronic kidney disease stage 4"),
            ("433146000", "Chronic kidney disease stage 5"),
        ),
        parents=("709044004",),
        drugs=("4603", "519"),
    ),
    Condition(
        *("heart failure", -2.6, 0.7, {"vascular": 0.7, "frailty": 0.3}, {"heart": 1.8, "renal": 0.4}, 1.2),
        codes=(("84114007", "Heart failure"), ("42343007", "Congestive heart failure")),
        parents=("56265001",),
        drugs=("4603", "20352", "9997", "29046"),
    ),
    Condition(
        *("copd", -2.2, 0.4, {"frailty": 0.5}, {"lung": 1.6}, 1.0),
        codes=(("13645005", "Chronic obstructive pulmonary disease"),),
        parents=("50043002",),
        drugs=("69120", "435", "41126"),
    ),
    Condition(
        *("asthma", -2.4, -0.2, {}, {"lung": 0.6}, 0.2),
        codes=(("195967001", "Asthma"),),
        parents=("50043002",),
        drugs=("435", "41126"),
    ),
    Condition(
        *("coronary disease", -1.9, 0.7, {"vascular": 0.9}, {"heart": 0.6}, 0.6),
        codes=(("53741008", "Coronary arteriosclerosis"),),
        parents=("56265001",),
        drugs=("1191", "6918", "83367"),
    ),
    Condition(
        *("atrial fibrillation", -2.5, 0.8, {"vascular": 0.3, "frailty": 0.2}, {"heart": 0.5}, 0.6),
        codes=(("49436004", "Atrial fibrillation"),),
        parents=("56265001",),
        drugs=("1364430", "6918", "11289"),
    ),
    Condition(
        *("peripheral arterial disease", -3.0, 0.5, {"vascular": 0.8}, {"infl": 0.2}, 0.5),
        codes=(("399957001", "Peripheral arterial occlusive disease"),),
        parents=("49601007",),
        drugs=("32968",),
    ),
    Condition(
        *("cirrhosis", -3.6, 0.0, {"metabolic": 0.5, "frailty": 0.4}, {"liver": 2.2, "blood": 0.7}, 1.3),
        codes=(("19943007", "Cirrhosis of liver"),),
        parents=("235856003",),
        drugs=("6218", "9997"),
    ),
    Condition(
        *("cancer", -2.6, 0.4, {"frailty": 0.6}, {"blood": 1.1, "infl": 0.5}, 1.3),
        codes=(
            ("254837009", "Malignant neoplasm of breast"),
            ("363406005", "Malignant tumor of colon"),
            ("254637007", "Non-small cell lung cancer"),
        ),
        parents=("363346000",),
        drugs=("26225",),
    ),
    Condition(
        *("dementia", -3.6, 1.3, {"frailty": 0.4}, {"infl": 0.2}, 0.8),
        codes=(("52448006", "Dementia"),),
        drugs=("135447",),
    ),
    Condition(
        *("depression", -1.7, -0.1, {"social": 0.6}, {}, 0.3),
        codes=(("35489007", "Depressive disorder"), ("370143000", "Major depressive disorder")),
        drugs=("36437",),
    ),
    Condition(
        *("alcoholism", -2.9, -0.2, {"social": 0.8}, {"liver": 0.8, "blood": 0.3}, 0.5),
        codes=(("7200002", "Alcoholism"),),
        drugs=("4511",),
    ),
    Condition(
        *("obesity", -1.0, 0.0, {"metabolic": 0.9}, {"meta": 0.3}, 0.2),
        codes=(("414916001", "Obesity"),),
    ),
    Condition(
        *("anemia", -1.9, 0.3, {"frailty": 0.5}, {"blood": 1.5}, 0.5),
        codes=(("271737000", "Anemia"), ("87522002", "Iron deficiency anemia")),
        drugs=("24947",),
    ),
    Condition(
        *("hypothyroidism", -2.2, 0.3, {}, {}, 0.1),
        codes=(("40930008", "Hypothyroidism"),),
        drugs=("10582",),
    ),
    Condition(
        *("osteoarthritis", -1.5, 0.7, {"metabolic": 0.2}, {}, 0.1),
        codes=(("239873007", "Osteoarthritis of knee"),),
        drugs=("161", "5640"),
    ),
    Condition(
        *("gout", -2.8, 0.4, {"metabolic": 0.5}, {"renal": 0.2}, 0.2),
        codes=(("90560007", "Gout"),),
        drugs=("519",),
    ),
    Condition(
        *("rheumatoid arthritis", -3.3, 0.2, {"frailty": 0.2}, {"infl": 0.7}, 0.4),
        codes=(("69896004", "Rheumatoid arthritis"),),
        drugs=("6851", "8640"),
    ),
    Condition(
        *("osteoporosis", -2.5, 0.9, {}, {}, 0.2),
        codes=(("64859006", "Osteoporosis"),),
        drugs=("46041",),
    ),
    Condition(
        *("reflux", -1.5, 0.2, {}, {}, 0.1),
        codes=(("235595009", "Gastroesophageal reflux disease"),),
        drugs=("7646",),
    ),
    Condition(
        *("sleep apnea", -2.2, 0.1, {"metabolic": 0.8}, {"lung": 0.3}, 0.2),
        codes=(("78275009", "Obstructive sleep apnea syndrome"),),
        parents=("50043002",),
    ),
    Condition(
        *("chronic pain", -1.8, 0.1, {"social": 0.5}, {}, 0.2),
        codes=(("82423001", "Chronic pain"),),
        drugs=("25480", "7804"),
    ),
)

# What brings people to the emergency room
COMPLAINTS: tuple[Triple, ...] = (
    ("267036007", "Dyspnea", ()),
    ("49727002", "Cough", ()),
    ("386661006", "Fever", ()),
    ("84229001", "Fatigue", ()),
    ("29857009", "Chest pain", ("22253000",)),
    ("21522001", "Abdominal pain", ("22253000",)),
    ("22253000", "Pain", ()),
    ("2901004", "Melena", ()),
    ("8765009", "Hematemesis", ()),
    ("422587007", "Nausea", ()),
    ("422400008", "Vomiting", ()),
    ("404640003", "Dizziness", ()),
    ("80313002", "Palpitations", ()),
    ("20022000", "Hemiparesis", ()),
    ("419284004", "Altered mental status", ()),
    ("271594007", "Syncope", ()),
    ("1912002", "Fall", ()),
)
# Diagnoses of a stay, and the four that are predicted with some of their narrower codes
OTHER_DIAGNOSES: tuple[Triple, ...] = (
    ("59621000", "Essential hypertension", ("38341003",)),
    ("1201005", "Benign essential hypertension", ("59621000",)),
    ("429457004", "Systolic essential hypertension", ("59621000",)),
    ("55822004", "Hyperlipidemia", ()),
    ("13644009", "Hypercholesterolemia", ("55822004",)),
    ("302870006", "Hypertriglyceridemia", ("55822004",)),
    ("57054005", "Acute myocardial infarction", ("22298006",)),
    ("401314000", "Acute non-ST segment elevation myocardial infarction", ("57054005",)),
    ("401303003", "Acute ST segment elevation myocardial infarction", ("57054005",)),
    ("372003004", "Primary malignant neoplasm of pancreas", ("363418001",)),
    ("233604007", "Pneumonia", ("50043002",)),
    ("91302008", "Sepsis", ()),
    ("195951007", "Acute exacerbation of chronic obstructive airways disease", ("13645005",)),
    ("14669001", "Acute renal failure syndrome", ("90708001",)),
    ("68566005", "Urinary tract infectious disease", ()),
    ("45816000", "Pyelonephritis", ("68566005",)),
    ("128045006", "Cellulitis", ()),
    ("74474003", "Gastrointestinal hemorrhage", ()),
    ("422504002", "Ischemic stroke", ("230690007",)),
    ("194828000", "Angina pectoris", ("56265001",)),
    ("359817006", "Closed fracture of hip", ()),
    ("65275009", "Acute cholecystitis", ()),
    ("197456007", "Acute pancreatitis", ()),
    ("389026000", "Ascites", ()),
    ("420422005", "Ketoacidosis due to diabetes mellitus", ("73211009",)),
    ("59282003", "Pulmonary embolism", ("50043002",)),
    ("2776000", "Delirium", ()),
    ("65710008", "Acute respiratory failure", ("50043002",)),
    ("43878008", "Streptococcal sore throat", ()),
    ("10509002", "Acute bronchitis", ("50043002",)),
    ("40055000", "Chronic sinusitis", ()),
    ("195662009", "Acute viral pharyngitis", ()),
    ("38822007", "Cystitis", ("68566005",)),
    ("44465007", "Sprain of ankle", ()),
    ("24079001", "Atopic dermatitis", ()),
)
# Broader codes that nobody records themselves
GROUPS: tuple[Triple, ...] = (
    ("38341003", "Hypertensive disorder", ("49601007",)),
    ("49601007", "Disorder of cardiovascular system", ()),
    ("56265001", "Heart disease", ("49601007",)),
    ("22298006", "Myocardial infarction", ("56265001",)),
    ("230690007", "Cerebrovascular accident", ("49601007",)),
    ("73211009", "Diabetes mellitus", ()),
    ("709044004", "Chronic kidney disease", ("90708001",)),
    ("90708001", "Kidney disease", ()),
    ("50043002", "Disorder of respiratory system", ()),
    ("235856003", "Disorder of liver", ()),
    ("363346000", "Malignant neoplastic disease", ()),
    ("363418001", "Malignant tumor of pancreas", ("363346000",)),
)
MINOR = ("43878008", "10509002", "40055000", "195662009", "38822007", "44465007", "24079001")
