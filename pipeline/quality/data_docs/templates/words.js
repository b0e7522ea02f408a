// The texts of Great Expectations in Chinese; see words.js of the report.
window.pageWords = [
  ["Expectation Validation Result", "校验结果"], ["Evaluates whether a batch of data matches expectations.", "数据是否符合各项规则。"],
  ["Expectation Suite", "规则"], ["A collection of Expectations defined for batches of data.", "一张数据表的全部规则。"],
  ["Actions", "操作"], ["Validation Filter:", "显示："], ["Show All", "全部"], ["Failed Only", "仅未通过"],
  ["Table of Contents", "目录"], ["Table-Level Expectations", "整表规则"], ["Overview", "概览"], ["Notes", "说明"],
  ["Expectation Suite:", "规则："], ["Expectation Suite: *", "规则：$1"], ["Data asset: *", "数据表：$1"],
  ["Expectation Suite Name", "数据表"], ["Status:", "结果："], ["Failed", "未通过"], ["Succeeded", "通过"],
  ["Statistics", "统计"], ["Evaluated Expectations", "规则数"], ["Successful Expectations", "通过"],
  ["Unsuccessful Expectations", "未通过"], ["Success Percent", "通过率"], ["Show more info...", "更多信息……"],
  ["Info", "信息"], ["Great Expectations Version", "Great Expectations 版本"], ["Run Name", "批次名称"], ["Run Time", "时间"],
  ["Batch Kwargs", "批次参数"], ["Status", "结果"], ["Expectation", "规则"], ["Observed Value", "实际"],
  ["# unexpected", "不符 $1"], ["# unexpected values found. # of # total rows.", "$3 行中 $1 行不符（$2）。"],
  ["Unexpected Value", "不符的值"], ["Count", "次数"], ["figures", "数字"], ["Sampled Unexpected Values", "不符的值（部分）"],
  ["Show *", "显示$1"], ["Hide *", "隐藏$1"],
  ["This Expectation suite currently contains # total Expectations across # columns.", "共 $1 项规则。"],
];
