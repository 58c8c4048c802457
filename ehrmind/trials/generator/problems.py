"""Why the patients of a block are seen, and the diseases that come into question.

    Problem("breathlessness", complaint="breathlessness on exertion", diseases=("copd", "asthma", "hfref", ...))

One patient has one of the diseases, and the note of most also names the others, as excluded or in the family. So the
words of a trial's condition stand in the note of a patient who does not have it.
"""

from dataclasses import dataclass

from ehrmind.trials.generator.phrases import Phrases, phrases


@dataclass(frozen=True, slots=True)
class Problem:
    """A complaint and its differential diagnosis."""

    complaint: Phrases
    diseases: tuple[str, ...]


def _problem(complaint: str, diseases: str) -> Problem:
    return Problem(phrases(complaint), tuple(diseases.split()))


PROBLEMS = (
    _problem("breathlessness on exertion|shortness of breath||dyspnea", "copd asthma hfref hfpef ipf pe"),
    _problem("cough and a lung shadow|persistent cough||an abnormal chest film", "nsclc sclc tuberculosis sarcoidosis"),
    _problem("chronic diarrhea|abdominal pain and loose stools||altered bowel habit", "crohn colitis coeliac ibs"),
    _problem(
        "weight loss and anemia|change of stool||fatigue with low ferritin", "colorectal crohn coeliac pancreatic"
    ),
    _problem("abnormal liver tests|jaundice||raised transaminases", "hcv hbv cirrhosis pbc pancreatic"),
    _problem("painful swollen joints|joint pain||stiff joints", "ra psa sle gout"),
    _problem("shaking hands|unsteady gait||loss of dexterity", "parkinson tremor ms als"),
    _problem("failing memory|forgetfulness||cognitive decline", "alzheimer vascular_dementia parkinson depression"),
    _problem("low mood|loss of energy||insomnia and low spirits", "depression bipolar hypothyroidism schizophrenia"),
    _problem("transient loss of speech|sudden weakness of an arm||a focal deficit", "stroke epilepsy migraine ms"),
    _problem("a first seizure|headache and confusion||impaired awareness", "glioblastoma epilepsy stroke migraine"),
    _problem("enlarged lymph nodes|night sweats||swollen glands", "cll dlbcl hiv sarcoidosis"),
    _problem("back pain|bone pain||aching bones", "myeloma renal_cell osteoporosis breast"),
    _problem("a pelvic mass|lower abdominal pain||a swelling in the abdomen", "ovarian endometriosis fibroids crohn"),
    _problem("blood in the urine|difficulty passing urine||poor urinary stream", "prostate bph bladder renal_cell"),
    _problem("palpitations|a racing heart||irregular pulse", "af graves cad aortic_stenosis"),
    _problem("chest pain|tightness of the chest||pressure behind the sternum", "cad pe aortic_stenosis hfref"),
    _problem("thirst and weight loss|unexplained weight loss||polyuria", "t1dm t2dm graves pancreatic"),
    _problem("protein in the urine|swollen ankles||foamy urine", "ckd iga adpkd membranous sle"),
    _problem("an itching rash|red scaly patches||skin lesions", "psoriasis eczema sle"),
    _problem("a swollen leg|pain in one calf||edema of one leg", "dvt cad hfref gout"),
)
