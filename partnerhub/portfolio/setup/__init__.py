"""Setting up what was ordered: whose order it is, the plan, the terms, the products; and customers added by hand."""
