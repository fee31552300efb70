// Statements on `edge`: who waits for whom.

/// Statements on `edge`.
enum EdgeSQL {
  static let insert = NamedSQL(
    "edge.insert",
    "INSERT INTO edge (\(EdgeColumn.list)) VALUES (\(EdgeColumn.parameters))")

  /// Index edge_pending: the next follow-ups that wait for this very end.
  static let pending = NamedSQL(
    "edge.pending", giving: EdgeColumn.self,
    """
    SELECT \(EdgeColumn.list) FROM edge INDEXED BY edge_pending
    WHERE parent_kind = \(WaitingParameter.parentKind.parameter) AND parent_id = \(WaitingParameter.parentID.parameter)
      AND outcome = 0 AND child_id >= \(WaitingParameter.from.parameter)
    ORDER BY child_id LIMIT \(WaitingParameter.max.parameter)
    """)

  /// Primary key: what a job waits for, in the order given.
  static let ofChild = NamedSQL(
    "edge.ofChild", giving: EdgeColumn.self,
    "SELECT \(EdgeColumn.list) FROM edge WHERE child_id = ?1 ORDER BY position LIMIT ?2")

  /// Primary key.
  static let decide = NamedSQL(
    "edge.decide",
    """
    UPDATE edge SET \(EdgeColumn.assignments([.outcome])) WHERE child_id = \(EdgeColumn.childID.parameter)
      AND position = \(EdgeColumn.position.parameter)
    """)

  /// Primary keys: the parents of a job, in the order given.
  static let parents = NamedSQL(
    "edge.parents", giving: ParentColumn.self,
    """
    SELECT \(ParentColumn.list)
    FROM edge e LEFT JOIN job j ON e.parent_kind = 0 AND j.id = e.parent_id
      LEFT JOIN attempt a ON a.job_id = j.id AND a.start = j.starts
    WHERE e.child_id = ?1 ORDER BY e.position LIMIT ?2
    """)

  /// Index edge_parent.
  static let children = NamedSQL(
    "edge.children",
    "SELECT child_id FROM edge WHERE parent_kind = 0 AND parent_id = ?1 ORDER BY child_id LIMIT ?2")

  /// Primary key.
  static let delete = NamedSQL("edge.delete", "DELETE FROM edge WHERE child_id = ?1")

  static let all = [insert, pending, ofChild, decide, parents, children, delete]
}
