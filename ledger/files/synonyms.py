"""What do people write for a field or a word, and which is the right one?

A message names it. Small letters, `_` for a hyphen and a blank; in English and in Chinese.
"""

from collections.abc import Mapping
from typing import Final


def _by_word(**many: str) -> dict[str, str]:
    """What is written -> the right word, from each right word with all that is written for it."""
    return {written: word for word, each in many.items() for written in each.split()}


#: Field -> what people write for a word of it -> that word.
WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "change": _by_word(
        permitted="""allow allowed authorised authorized enabled legal open opened permit reopened
            resumed unblocked 允许 准许 许可 开放 重新开放 解禁 解封""",
        suspended="""ban banned block blocked close closed disabled forbidden halted illegal paused
            prohibit prohibited restricted stopped suspend
            暂停 禁止 关闭 停止 中止 封禁 屏蔽 限制""",
        set="""charge charged commission cost costs fee fees level limit price priced quota rate
            rates tariff value 定为 设为 费率 费用 收费 佣金 价格 税率 配额 限额""",
        grayscale_started="""beta grayscale greyscale greyscale_started pilot pilot_started test
            testing trial 灰度 灰度测试 试点 试行 测试 内测""",
        grayscale_completed="""greyscale_completed pilot_completed pilot_ended test_ended
            灰度结束 灰度测试结束 试点结束 测试结束""",
        rollout_started="""gradual gradually phased rolling_out rollout staged
            逐步 逐步开放 逐步恢复 分批 分阶段""",
        fully_recovered="""fully_restored recover recovered restored 恢复 全面恢复 完全恢复""",
        expired="ended expires lapsed 到期 期满 失效 过期",
        noted="comment mentioned note remark 备注 记录 提及",
        rescheduled="""brought_forward deferred delayed moved postponed pushed_back put_off
            推迟 延期 延迟 提前 改期""",
        term_changed="extended prolonged renewed shortened 延长 缩短 续期",
        withdrawn="""annulled canceled cancelled repealed rescinded retracted revoked taken_back
            撤回 撤销 取消 废止""",
        confirmed="confirm verified 确认 证实",
    ),
    "effect": _by_word(
        permitted="allow allowed open opened 允许 开放",
        suspended="ban banned close closed prohibited 暂停 禁止 关闭",
        set="charged fee level quota rate 定为 费率",
    ),
    "afterwards": _by_word(
        permitted="allowed open 允许 开放",
        suspended="banned closed prohibited 暂停 禁止",
        undetermined="unknown unsaid 未定 未知",
        previous="before earlier 之前 原状",
    ),
    "certainty": _by_word(
        stated="certain 确定 已定",
        expected="likely planned proposed tentative 预期 计划",
        conditional="if 有条件",
    ),
    "source.authority": {
        **_by_word(
            binding="court law statute 有约束力 法律",
            official="company platform 官方",
            press="media news newspaper 媒体",
            insider="leak rumor rumour 内部人士 知情人士",
        ),
        **dict.fromkeys(("analyst", "blog", "third_party", "第三方"), "third-party"),
    },
    "source.party": _by_word(
        platform="company 平台",
        partner="merchant supplier 合作方",
        regulator="agency government 监管机构 政府",
        court="judge tribunal 法院",
        legislator="congress legislature parliament 立法机关 议会",
        press="media news newspaper 媒体",
        other="其他",
    ),
}

#: What people write for a field's name, and that name.
NAMES: Final[Mapping[str, str]] = {
    **_by_word(
        change="kind type",
        subjects="path subject 事项",
        effective="date effective_from from since start starts 生效 开始 自",
        until="effective_until end ends expires to 截止 至",
        value="amount fee level price quota rate 费率 金额",
        population="percent percentage share 人群 范围",
        replaces="instead_of replace replaced supersedes 取代",
        note="comment notes remark 备注",
        quote="引文 引用 原文",
        of="target",
        published="publication",
    ),
    **dict.fromkeys(("but_not", "exclude", "excludes", "excluding", "exempt"), "except"),
    **dict.fromkeys(("excepting", "exception", "exceptions", "例外", "除外"), "except"),
    **dict.fromkeys(("name", "source"), "source.name"),
    "authority": "source.authority",
    "party": "source.party",
}
