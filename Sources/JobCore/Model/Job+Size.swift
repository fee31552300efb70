// How much of an answer a job takes, roughly: pages end when they are large, whatever they are made of.

extension Job {
  /// Bytes of the job as front ends show it. Most jobs are what the fixed part says; what a submitter may make long is
  /// added to it.
  var shownBytes: Int {
    let texts = [givenName, submittedBy, schedule, failure?.code, failure?.message, progress?.note]
    var bytes = Self.fixedBytes + texts.reduce(0) { $0 + ($1?.utf8.count ?? 0) }
    for (key, value) in tags { bytes += key.utf8.count + value.utf8.count + Self.tagBytes }
    return bytes + parents.count * Self.parentBytes + children.count * Self.childBytes
  }

  /// Names of fields, numbers and times.
  private static let fixedBytes = 768
  /// What stands around a tag.
  private static let tagBytes = 6
  private static let parentBytes = 48
  private static let childBytes = 10
}

extension BatchEntry {
  /// Bytes of the entry as front ends show it.
  var shownBytes: Int {
    Self.fixedBytes + job.name.utf8.count + (job.failure?.message.utf8.count ?? 0) + (result?.bytes.count ?? 0)
  }

  /// Names of fields and numbers.
  private static let fixedBytes = 192
}
