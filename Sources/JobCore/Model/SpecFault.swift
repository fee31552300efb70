// What of a submission cannot be read where it is stored: a matter of that one job, which is not carried out, and of no
// other.

/// The parts of a stored submission that cannot be read. What stands in their place allows nothing.
package struct SpecFault: OptionSet, Hashable, Codable, Sendable {
  package let rawValue: Int

  package init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// What is to be done.
  package static let work = SpecFault(rawValue: 1)
  package static let environment = SpecFault(rawValue: 2)
  package static let retry = SpecFault(rawValue: 4)
  /// What its submitter is limited to.
  package static let limits = SpecFault(rawValue: 8)
  /// All of it: there is nothing, or nothing that says what it is.
  package static let whole: SpecFault = [.work, .environment, .retry, .limits]

  /// What is told of a job.
  package var failure: JobFailure {
    JobFailure(code: "unreadable", message: "what was submitted of it cannot be read: \(parts)")
  }

  /// The parts, in a few words.
  package var parts: String {
    if self == .whole { return "all of it" }
    let words: [(SpecFault, String)] = [
      (.work, "its work"), (.environment, "its environment"), (.retry, "its retry rule"),
      (.limits, "the limits of its submitter"),
    ]
    return words.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
  }
}

extension NewJob {
  /// What stands for a submission of which nothing can be read.
  static var unreadable: NewJob {
    var job = NewJob(.external)
    job.limits = .nothing
    job.fault = .whole
    return job
  }

  /// It has another rule, and one that can be read.
  mutating func mend(retry: RetryRule) {
    self.retry = retry
    guard var fault else { return }
    fault.remove(.retry)
    self.fault = fault.isEmpty ? nil : fault
  }
}

extension RealmLimits {
  /// No job is within them.
  static let nothing = RealmLimits(queues: [], kinds: [])
}
