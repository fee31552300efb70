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
    return check.faults
  }

  func check() throws(JobError) {
    let faults = faults()
    if !faults.isEmpty { throw .invalid(faults) }
  }
}
