// What is said of jobs that nobody has released: as asyncio's "was never awaited", but in time.

import JobWire

/// Words for held jobs.
enum HeldJobs {
  /// Jobs that are named one by one.
  private static let namedMax = 20

  /// After a submission with --hold.
  static func note(_ id: Int64) -> String {
    "jobctl: job \(id) is held and does not start; `jobctl release \(id)` lets it go"
  }

  static func note(batch id: Int64) -> String {
    "jobctl: the jobs of batch \(id) are held and do not start; `jobctl list --batch \(id)` names them, "
      + "`jobctl release ID…` lets them go"
  }

  /// Of a wait that leaves them out: "jobctl: held jobs are not waited for: 7, 9; …"
  static func leftOut(_ ids: [Int64]) -> String? {
    guard let first = ids.first else { return nil }
    let named = ids.prefix(namedMax).map(String.init).joined(separator: ", ")
    let rest = ids.count > namedMax ? " and \(ids.count - namedMax) more" : ""
    return "jobctl: not waited for, because somebody holds them or what they follow: \(named)\(rest); "
      + "`jobctl release \(first)` lets one go"
  }
}
