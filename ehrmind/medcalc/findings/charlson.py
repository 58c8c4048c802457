"""What notes say of the diseases that Charlson's comorbidity index counts as present or absent.

"{He} takes [imatinib|dasatinib], and {his} white cells carry the BCR-ABL fusion."     leukemia
"""

from ehrmind.medcalc.findings.frames import event, history
from ehrmind.medcalc.findings.shared import CEREBRAL_INFARCTION

MYOCARDIAL_INFARCTION = event(
    *("myocardial_infarction", "myocardial infarction", "MI", "heart attack"),
    present=("{He} [had|survived] a [heart attack|myocardial infarction] some years ago.",),
    absent=("{He} has never had a [heart attack|myocardial infarction].",),
    implied=(
        "Years ago [crushing chest pain|chest pain] with ST elevation and raised troponin led to emergency stenting.",
        "The ECG has long shown Q waves from an old inferior infarct.",
        "Years ago an occluded coronary artery was [opened|stented] within an hour of sudden chest pain with ST "
        "elevation.",
        "The [echo|echocardiogram] shows a thin, akinetic scar from the day {his} anterior descending artery closed, "
        "years ago.",
    ),
    noun="a heart attack",
    names=("prior MI", "previous myocardial infarction"),
    prevalence=(0.01, 0.18),
    entities=("Myocardial infarction",),
)
PERIPHERAL_VASCULAR_DISEASE = history(
    *("peripheral_vascular_disease", "peripheral vascular disease", "peripheral artery disease", "PVD", "PAD"),
    implied=(
        "{He} had a femoropopliteal bypass for calf pain on [walking|effort].",
        "{His} [femoral|iliac] artery was [stented|opened with a balloon] for claudication.",
        "{He} lost two toes to gangrene from blocked [leg|tibial] arteries some years ago.",
        "{His} ankle-brachial index is [far below|about half of] normal, with cramps in the calves on the level.",
    ),
    noun="peripheral vascular disease",
    names=("peripheral vascular disease", "PVD", "peripheral artery disease"),
    prevalence=(0.01, 0.12),
    entities=("Peripheral vascular disease",),
)
CEREBROVASCULAR_DISEASE = event(
    *("cerebrovascular_disease", "stroke", "CVA", "transient ischemic attack", "TIA"),
    denied=("stroke or TIA", "CVA or TIA", "stroke or transient ischemic attack"),
    label="stroke",
    present=("{He} [had|suffered] a [stroke|TIA] some years ago.",),
    absent=("{He} has never had a stroke or a TIA.",),
    implied=CEREBRAL_INFARCTION,
    noun="a stroke",
    names=("prior CVA/TIA", "previous stroke or TIA"),
    prevalence=(0.01, 0.15),
    entities=("Cerebrovascular Accident", "Transient Ischemic Attacks History"),
)
DEMENTIA = history(
    *("dementia", "dementia", "Alzheimer dementia", "Alzheimer disease"),
    denied=("dementia", "dementia or cognitive decline"),
    implied=(
        "{He} takes [donepezil|rivastigmine] for a loss of memory and judgment that has worsened over years.",
        "Over [four|five] years {he} has slowly lost the names of {his} family, the way home and the use of money.",
        "The memory clinic started [memantine|galantamine] for [steady|slow] decline over years.",
        "{His} score on the mini-mental state has slid to [twelve|fourteen] over [three|four] years.",
    ),
    noun="dementia",
    names=("dementia", "major neurocognitive disorder"),
    prevalence=(0.0, 0.15),
    entities=("Dementia",),
)
COPD = history(
    *("copd", "COPD", "chronic obstructive pulmonary disease", "emphysema"),
    denied=("COPD", "chronic obstructive pulmonary disease", "emphysema or chronic bronchitis"),
    label="chronic obstructive pulmonary disease",
    implied=(
        "{He} uses tiotropium for [fixed|irreversible] airflow obstruction.",
        "Spirometry showed airflow obstruction that [did not reverse|stayed the same] with a bronchodilator, and "
        "hyperinflation.",
        "{He} coughs up phlegm every winter and inhales [umeclidinium and vilanterol|indacaterol and glycopyrronium] "
        "daily.",
        "CT of the chest last year showed [upper-lobe|centrilobular] destruction of the airspaces with large bullae.",
    ),
    noun="emphysema",
    names=("COPD", "chronic obstructive pulmonary disease"),
    prevalence=(0.01, 0.15),
    entities=("Chronic Obstructive Pulmonary Disease", "Chronic Pulmonary Disease"),
)
CONNECTIVE_TISSUE_DISEASE = history(
    *("connective_tissue_disease", "connective tissue disease", "systemic lupus erythematosus", "SLE", "polymyositis"),
    denied=("connective tissue disease", "systemic rheumatic disease", "lupus or other connective tissue disease"),
    implied=(
        "{He} takes hydroxychloroquine for malar rash, arthritis and antibodies against native DNA.",
        "{His} fingers are [tight|hard] and shiny with Raynaud attacks, and anticentromere antibodies are positive.",
        "{He} takes [azathioprine|methotrexate] for inflamed thigh muscles with anti-Jo antibodies.",
        "Anti-Smith antibodies were found when {he} had a butterfly rash and pleurisy.",
    ),
    noun="lupus",
    names=("connective tissue disease", "systemic connective tissue disorder"),
    prevalence=(0.02, 0.03),
    entities=("Connective tissue disease",),
)
PEPTIC_ULCER_DISEASE = history(
    *("peptic_ulcer_disease", "peptic ulcer disease", "PUD", "gastric ulcer", "duodenal ulcer"),
    denied=("peptic ulcer disease", "PUD", "gastric or duodenal ulcer"),
    implied=(
        "Some years ago a bleeding crater in the duodenum was [clipped|treated] through the endoscope.",
        "Gastroscopy [last year|some years ago] showed a [deep|punched-out] benign crater in the antrum.",
        "A hole in {his} duodenum was once [patched with omentum|oversewn] after days of burning pain.",
        "{He} took triple therapy for Helicobacter after gastroscopy found a crater in the [duodenal bulb|stomach].",
    ),
    noun="a stomach ulcer",
    names=("peptic ulcer disease", "PUD"),
    prevalence=(0.02, 0.08),
    entities=("Peptic ulcer disease",),
)
HEMIPLEGIA = history(
    *("hemiplegia", "hemiplegia", "right hemiplegia", "left hemiplegia", "paralysis of one side of the body"),
    denied=("hemiplegia", "hemiparesis or hemiplegia", "paralysis of one side of the body"),
    implied=(
        "{He} cannot move {his} [right|left] arm and leg.",
        "Since a head injury {his} [left|right] arm and leg hang limp.",
        "The muscles of {his} [right|left] arm and leg have had no power for years.",
        "{He} was born with a [left|right] arm and leg that {he} cannot use.",
    ),
    noun="hemiplegia",
    names=("hemiplegia", "paralysis of one side"),
    prevalence=(0.01, 0.05),
    entities=("Hemiplegia",),
)
KIDNEY_DISEASE = history(
    *("kidney_disease", "moderate to severe chronic kidney disease", "severe chronic kidney disease", "severe CKD"),
    denied=("chronic kidney disease", "CKD", "kidney disease"),
    implied=(
        "{He} comes for hemodialysis on three days of every week.",
        "{He} lives with a transplanted kidney.",
        "{He} runs [overnight|nightly] exchanges through a peritoneal catheter because {his} kidneys have failed.",
        "{He} takes tacrolimus to protect a kidney donated by a [relative|stranger].",
    ),
    noun="kidney failure",
    names=("moderate to severe CKD", "CKD of moderate or severe degree"),
    prevalence=(0.01, 0.15),
    entities=("Moderate to severe Chronic Kidney Disease",),
)
LEUKEMIA = history(
    *("leukemia", "leukemia", "chronic lymphocytic leukemia", "CLL", "chronic myeloid leukemia", "CML"),
    denied=("leukemia", "acute or chronic leukemia"),
    implied=(
        "{He} takes [imatinib|dasatinib], and {his} white cells carry the BCR-ABL fusion.",
        "{His} bone marrow once held more than [half|forty percent] myeloblasts.",
        "{His} blood has held a stable excess of clonal, mature small lymphocytes with smudge cells for years.",
        "Induction with [cytarabine and daunorubicin|cytarabine and idarubicin] cleared the blasts from {his} marrow.",
    ),
    noun="leukemia",
    names=("leukemia", "leukemic disease"),
    prevalence=(0.01, 0.02),
    entities=("Leukemia",),
)
LYMPHOMA = history(
    *("lymphoma", "lymphoma", "Hodgkin lymphoma", "follicular lymphoma", "diffuse large B-cell lymphoma"),
    denied=("lymphoma", "Hodgkin or non-Hodgkin lymphoma"),
    implied=(
        "A lymph node biopsy showed Reed-Sternberg cells.",
        "{He} was given [R-CHOP|rituximab with CHOP] for [bulky|clonal B-cell] nodes in the chest.",
        "Neck node histology showed sheets of [large|clonal] malignant B cells.",
        "{He} had [six|four] cycles of doxorubicin, bleomycin, vinblastine and dacarbazine for a mediastinal "
        "node mass.",
    ),
    noun="lymphoma",
    names=("lymphoma", "malignant lymphoma"),
    prevalence=(0.01, 0.02),
    entities=("Lymphoma",),
)
AIDS = history(
    *("aids", "AIDS", "acquired immunodeficiency syndrome", "HIV infection with AIDS"),
    denied=("AIDS", "HIV infection or AIDS", "HIV infection"),
    implied=(
        "{His} untreated HIV infection has led to Pneumocystis pneumonia.",
        "{He} is HIV-positive and had [cerebral toxoplasmosis|cytomegalovirus retinitis].",
        "HIV was found when {he} had [esophageal candidiasis|cryptococcal meningitis], with hardly any CD-four "
        "cells left.",
        "{He} takes co-trimoxazole because HIV has brought {his} CD-four count below [fifty|one hundred].",
    ),
    noun="AIDS",
    names=("AIDS", "acquired immunodeficiency syndrome"),
    prevalence=(0.02, 0.01),
    entities=("AIDS", "acquired immunodeficiency syndrome"),
)
