// What a job does, and how, after an edit of it. Pure.

extension EditPolicy {
  /// Whether it changes what is written of a submission once, and not only what is edited often.
  static func rewrites(_ patch: JobPatch) -> Bool {
    patch.changesWhatRuns || patch.graceMicros != nil || patch.keepForMicros != nil
  }

  /// The submission as it is then. Work of another kind stays as it is: see `fault`.
  static func edited(_ stored: NewJob, _ patch: JobPatch) -> NewJob {
    var spec = stored
    spec.work = patch.work?.applied(to: stored.work) ?? stored.work
    spec.executor = edited(stored.executor, patch.executor)
    spec.graceMicros = edited(stored.graceMicros, patch.graceMicros)
    spec.keepForMicros = edited(stored.keepForMicros, patch.keepForMicros)
    spec.process = patch.process.applied(to: stored.process)
    return spec
  }

  /// What is against the edit of a job of this kind: it stays of that kind.
  static func fault(of patch: JobPatch, ofKind kind: JobKind) -> FieldFault? {
    guard let edit = patch.work, edit.kind != kind else { return nil }
    return FieldFault(
      field: edit.field, detail: "is for jobs of the kind \"\(edit.kind.name)\", and this one is of \"\(kind.name)\"")
  }
}
