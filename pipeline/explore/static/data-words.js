"use strict";
// The texts of Datasette in Chinese; see words.js of the report.
window.pageWords = [
  ["home", "首页"], ["bulletins", "简报"], ["Menu", "菜单"], ["Table actions", "数据表操作"],
  ["Custom SQL query", "自定义 SQL 查询"], ["Custom SQL query returning # row", "SQL 查询，结果 $1 行"],
  ["Custom SQL query returning # rows", "SQL 查询，结果 $1 行"],
  ["Custom SQL query returning more than # rows", "SQL 查询，结果超过 $1 行"],
  ["Format SQL", "排版 SQL"], ["Run SQL", "执行 SQL"], ["Edit SQL", "编辑 SQL"], ["View and edit SQL", "查看并编辑 SQL"],
  ["✎ View and edit SQL", "✎ 查看并编辑 SQL"], ["Query parameters", "查询参数"], ["show", "显示"], ["hide", "隐藏"],
  ["Queries", "问题"], ["Tables", "数据表"], ["Views", "视图"], ["Many rows", "多行"],
  ["Download SQLite DB:", "下载 SQLite 数据库："], ["... and", "……另有"], ["# hidden table", "$1 张内部表"],
  ["# hidden tables", "$1 张内部表"],
  ["# rows in # tables, # rows in # hidden tables, # views", "$2 张数据表 $1 行，$4 张内部表 $3 行，$5 个视图"],
  ["* (view)", "$1（视图）"],
  ["# row *", "$1 行，$2"], ["# rows *", "$1 行，$2"], ["# row", "$1 行"], ["# rows", "$1 行"],
  ["where * sorted by *", "条件 $1，$2"], ["where *", "条件 $1"], ["* sorted by *", "$1，按 $2"], ["sorted by *", "按 $1"],
  ["* descending", "$1 降序"], ["* and *", "$1 且 $2"], ["* contains *", "$1 含 $2"], ["* is null", "$1 为空值"], ["* is not null", "$1 非空值"],
  ["* is blank", "$1 为空"], ["* is not blank", "$1 非空"], ["search matches *", "搜索 $1"],
  ["Search:", "搜索："], ["- column -", "- 列 -"], ["- remove filter -", "- 取消条件 -"], ["Sort...", "排序……"],
  ["Sort by *", "按 $1 排序"], ["descending", "降序"], ["Apply", "应用"], ["Remove this filter", "取消此条件"],
  ["contains", "含"], ["does not contain", "不含"], ["ends with", "结尾为"], ["starts with", "开头为"], ["like", "匹配（like）"],
  ["does not start with", "开头不为"], ["does not end with", "结尾不为"],
  ["not like", "不匹配（like）"], ["glob", "匹配（glob）"], ["in", "属于"], ["not in", "不属于"], ["array contains", "数组含"],
  ["array does not contain", "数组不含"], ["date", "日期"], ["is null", "为空值"], ["is not null", "非空值"],
  ["is blank", "为空"], ["is not blank", "非空"],
  ["This data as", "下载："], ["This data as *", "下载：$1"], ["advanced", "更多"], ["Suggested facets:", "可分组的列："], ["(date)", "（日期）"],
  ["(array)", "（数组）"], ["* (date)", "$1（日期）"], ["* (array)", "$1（数组）"],
  ["These facets timed out: *", "分组超时：$1"], ["Link", "链接"], ["Next page", "下一页"], ["Advanced export", "更多下载方式"],
  ["JSON shape:", "JSON 形式："], ["default", "默认"], ["array", "数组"], ["newline-delimited", "每行一条"], ["object", "对象"],
  ["CSV options:", "CSV 选项："], ["download file", "下载为文件"], ["expand labels", "附名称"], ["stream all rows", "全部行"],
  ["Export CSV", "下载 CSV"], ["Sort ascending", "升序"], ["Sort descending", "降序"], ["Facet by this", "按此列分组"],
  ["Hide this column", "隐藏此列"], ["Show all columns", "显示全部列"], ["Show not-blank rows", "只显示非空行"],
  ["Type: *", "类型：$1"], ["Links from other tables", "其他表中的链接"], ["from * in *", "来自 $2 的 $1"],
  ["0 results", "没有结果"], ["0 records", "没有记录"], ["Error #", "错误 $1"], ["Table not found", "没有这张数据表"],
  ["Table not found: *", "没有数据表 $1"], ["Row not found: *", "没有这一行：$1"], ["Record not found: *", "没有这一行：$1"], ["Database not found", "没有这个数据库"], ["Database not found: *", "没有数据库 $1"], ["Invalid SQL", "SQL 有误"],
  ["*: *", "$1：$2"],
];
// Fields that Datasette gives no name.
document.addEventListener("DOMContentLoaded", () => {
  const names = { _filter_column: "列 · Column", _filter_op: "条件 · Condition", _filter_value: "值 · Value", _sort: "排序 · Sort" };
  for (const one of document.querySelectorAll("form.filters select, form.filters input.filter-value")) {
    one.setAttribute("aria-label", names[one.name.replace(/_\d+$/, "")] || one.name);
  }
});
// The editor of queries comes when the page has loaded.
window.addEventListener("load", () => setTimeout(() => {
  for (const one of document.querySelectorAll(".CodeMirror textarea")) one.setAttribute("aria-label", "SQL");
}));
