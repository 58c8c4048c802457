"""Drugs by RxNorm's ingredient codes, with the classes of the ATC system that they belong to.

Drug("4603", "furosemide", ("C03",))
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drug:
    """An ingredient, by RxNorm's code and name, and its ATC classes."""

    code: str
    name: str
    classes: tuple[str, ...]


DRUGS = tuple(
    Drug(code, name, tuple(classes.split()))
    for code, name, classes in (
        ("6809", "metformin", "A10"),
        ("4821", "glipizide", "A10"),
        ("274783", "insulin glargine", "A10"),
        ("86009", "insulin lispro", "A10"),
        ("29046", "lisinopril", "C09"),
        ("52175", "losartan", "C09"),
        ("17767", "amlodipine", "C08"),
        ("5487", "hydrochlorothiazide", "C03"),
        ("4603", "furosemide", "C03"),
        ("9997", "spironolactone", "C03"),
        ("20352", "carvedilol", "C07"),
        ("6918", "metoprolol", "C07"),
        ("83367", "atorvastatin", "C10"),
        ("36567", "simvastatin", "C10"),
        ("4917", "nitroglycerin", "C01"),
        ("7512", "norepinephrine", "C01"),
        ("1191", "aspirin", "B01"),
        ("32968", "clopidogrel", "B01"),
        ("11289", "warfarin", "B01"),
        ("1364430", "apixaban", "B01"),
        ("5224", "heparin", "B01"),
        ("67108", "enoxaparin", "B01"),
        ("24947", "ferrous sulfate", "B03"),
        ("4511", "folic acid", "B03"),
        ("9863", "sodium chloride", "B05"),
        ("8591", "potassium chloride", "A12"),
        ("7646", "omeprazole", "A02"),
        ("40790", "pantoprazole", "A02"),
        ("26225", "ondansetron", "A04"),
        ("6218", "lactulose", "A06"),
        ("82003", "docusate", "A06"),
        ("10582", "levothyroxine", "H03"),
        ("8640", "prednisone", "H02"),
        ("435", "albuterol", "R03"),
        ("69120", "tiotropium", "R03"),
        ("41126", "fluticasone", "R03"),
        ("25480", "gabapentin", "N03"),
        ("36437", "sertraline", "N06"),
        ("135447", "donepezil", "N06"),
        ("161", "acetaminophen", "N02"),
        ("7804", "oxycodone", "N02"),
        ("7052", "morphine", "N02"),
        ("5640", "ibuprofen", "M01"),
        ("519", "allopurinol", "M04"),
        ("46041", "alendronate", "M05"),
        ("8782", "propofol", "N01"),
        ("6851", "methotrexate", "L01 L04"),
        ("12574", "gemcitabine", "L01"),
        ("2193", "ceftriaxone", "J01"),
        ("11124", "vancomycin", "J01"),
        ("8339", "piperacillin", "J01"),
        ("18631", "azithromycin", "J01"),
        ("2231", "cephalexin", "J01"),
        ("723", "amoxicillin", "J01"),
    )
)
# code, name, nothing: of ATC's first and second levels
CLASSES = tuple(
    (code, name, ())
    for code, name in (
        ("A", "ALIMENTARY TRACT AND METABOLISM"),
        ("A02", "DRUGS FOR ACID RELATED DISORDERS"),
        ("A04", "ANTIEMETICS AND ANTINAUSEANTS"),
        ("A06", "DRUGS FOR CONSTIPATION"),
        ("A10", "DRUGS USED IN DIABETES"),
        ("A12", "MINERAL SUPPLEMENTS"),
        ("B", "BLOOD AND BLOOD FORMING ORGANS"),
        ("B01", "ANTITHROMBOTIC AGENTS"),
        ("B03", "ANTIANEMIC PREPARATIONS"),
        ("B05", "BLOOD SUBSTITUTES AND PERFUSION SOLUTIONS"),
        ("C", "CARDIOVASCULAR SYSTEM"),
        ("C01", "CARDIAC THERAPY"),
        ("C03", "DIURETICS"),
        ("C07", "BETA BLOCKING AGENTS"),
        ("C08", "CALCIUM CHANNEL BLOCKERS"),
        ("C09", "AGENTS ACTING ON THE RENIN-ANGIOTENSIN SYSTEM"),
        ("C10", "LIPID MODIFYING AGENTS"),
        ("H", "SYSTEMIC HORMONAL PREPARATIONS, EXCL. SEX HORMONES AND INSULINS"),
        ("H02", "CORTICOSTEROIDS FOR SYSTEMIC USE"),
        ("H03", "THYROID THERAPY"),
        ("J", "ANTIINFECTIVES FOR SYSTEMIC USE"),
        ("J01", "ANTIBACTERIALS FOR SYSTEMIC USE"),
        ("L", "ANTINEOPLASTIC AND IMMUNOMODULATING AGENTS"),
        ("L01", "ANTINEOPLASTIC AGENTS"),
        ("L04", "IMMUNOSUPPRESSANTS"),
        ("M", "MUSCULO-SKELETAL SYSTEM"),
        ("M01", "ANTIINFLAMMATORY AND ANTIRHEUMATIC PRODUCTS"),
        ("M04", "ANTIGOUT PREPARATIONS"),
        ("M05", "DRUGS FOR TREATMENT OF BONE DISEASES"),
        ("N", "NERVOUS SYSTEM"),
        ("N01", "ANESTHETICS"),
        ("N02", "ANALGESICS"),
        ("N03", "ANTIEPILEPTICS"),
        ("N06", "PSYCHOANALEPTICS"),
        ("R", "RESPIRATORY SYSTEM"),
        ("R03", "DRUGS FOR OBSTRUCTIVE AIRWAY DISEASES"),
    )
)
