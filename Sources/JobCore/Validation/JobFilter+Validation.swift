// The bounds of a selection: what a row costs a list must not go with what its reader has sent.

extension JobFilter {
  /// All that is wrong with this selection, with the fields as they are called on the wire; empty when it may be used.
  public func faults() -> [FieldFault] {
    var check = FieldChecks()
    if let nameGlob, nameGlob.utf8.count > Limits.nameGlobBytesMax {
      check.fault("name", "must have at most \(Limits.nameGlobBytesMax) bytes")
    }
    if tags.count > Limits.tagCountMax {
      check.fault("tags", "must not be more than \(Limits.tagCountMax): no job has as many")
    }
    if let text, text.isEmpty || text.utf8.count > Limits.searchTextBytesMax {
      check.fault("q", "must have 1 to \(Limits.searchTextBytesMax) bytes")
    }
    return check.faults
  }

  func check() throws(JobError) {
    let faults = faults()
    if !faults.isEmpty { throw .invalid(faults) }
  }
}

extension EventFilter {
  /// A condition that no event is held against would let all of them through.
  func check() throws(JobError) {
    try jobs.check()
    var check = FieldChecks()
    let forLists = "is for lists, and not for events"
    if jobs.finishedSince != nil { check.fault("finished_since", forLists) }
    if jobs.finishedUntil != nil { check.fault("finished_until", forLists) }
    if jobs.attempts != nil { check.fault("attempts", forLists) }
    if jobs.text != nil { check.fault("q", forLists) }
    if !check.faults.isEmpty { throw .invalid(check.faults) }
  }
}
