// Every store whose rows are written by a GroupCommit: its verbs are the same whatever keeps the rows, each a line that
// says which rule does it. What is left for a store of its own is to open, and to show what it has.

/// A store with a writer; the verbs are in the extensions of their roles (`SubmissionStore+Writing` and so on).
protocol WritingStore: JobStore, RemoteStore {
  var writer: GroupCommit { get }
  /// What of it works on a disk that takes nothing; `nil` where there is no disk.
  var unrecorded: UnrecordedVerbs? { get }
}

extension WritingStore {
  var unrecorded: UnrecordedVerbs? { nil }
}
