"""What understanding a message costs: ms a text, time to load the model, memory it keeps. `python bench/triage.py`"""

import resource
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from xiwei.service.triage import dangers, model, propose

SAID = (
    "3栋2单元电梯里的灯不亮了",
    "厨房水龙头关不紧，一直滴水，麻烦师傅来看看",
    "楼上半夜还在打麻将，孩子明天考试，能不能管一管",
    "物业费怎么又涨了，凭什么",
)
SENTENCE = "我是翠湖花园的业主，小区电梯三天两头坏，多次找物业都没有结果，老人上下楼十分不便，恳请尽快解决。"
TIMES = 300


def memory() -> float:
    """The memory this process holds now, in MB; where the system does not tell, the most it has held."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmRSS")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(text: str, title: str = "") -> tuple[float, float]:
    """Median and 99th percentile of one proposal, in ms."""
    spent = []
    for _ in range(TIMES):
        began = time.perf_counter()
        propose(text, title)
        spent.append((time.perf_counter() - began) * 1000)
    return statistics.median(spent), statistics.quantiles(spent, n=100)[98]


def main() -> None:
    import numpy as np

    before = memory()
    began = time.perf_counter()
    model.load()
    dangers.pressing("灯坏了")
    propose("灯坏了")
    print(f"load and first answer  {(time.perf_counter() - began) * 1000:8.1f} ms  memory +{memory() - before:.1f} MB")
    print(f"numpy {np.__version__}, model file {model.FILE.stat().st_size / 1e6:.2f} MB")
    for text in SAID:
        print(
            f"{len(text):5d} characters       p50 {measured(text)[0]:6.2f} ms  p99 {measured(text)[1]:6.2f} ms  {text}"
        )
    for length in (300, 2000, 10_000):
        text = (SENTENCE * 300)[:length]
        middle, worst = measured(text, "电梯三天两头坏没人修")
        print(f"{length:5d} characters       p50 {middle:6.2f} ms  p99 {worst:6.2f} ms")


if __name__ == "__main__":
    main()
