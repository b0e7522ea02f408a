"""Tables on a page: with rules, without rules, over page breaks."""
