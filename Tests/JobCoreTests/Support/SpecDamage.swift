// Rows of `job_spec` that nobody can read, made past the store.

import TestSupport

@testable import JobCore

/// What has become of the row of a job.
enum SpecDamage: CaseIterable {
  case retry
  case limits
  case environment
  case work
  case whole

  /// What is found of it.
  var fault: SpecFault {
    switch self {
    case .retry: .retry
    case .limits: .limits
    case .environment: .environment
    case .work: .work
    case .whole: .whole
    }
  }

  /// Half of a row, or none: all that a bad disk or a hand leaves is possible.
  func strike(_ id: JobID, _ bench: StoreBench) throws {
    let sql =
      switch self {
      case .retry: "UPDATE job_spec SET retry = 'zzz' WHERE id = \(id)"
      case .limits: "UPDATE job_spec SET limits = '{\"m' WHERE id = \(id)"
      case .environment: "UPDATE job_spec SET env = X'413D' WHERE id = \(id)"
      case .work:
        """
        UPDATE job_spec SET argv = NULL, shell = NULL, handler = NULL, is_external = 0, http = 'nonsense'
        WHERE id = \(id)
        """
      case .whole: "DELETE FROM job_spec WHERE id = \(id)"
      }
    try RawDatabase("\(bench.directory.path)/jobd.sqlite").execute(sql)
  }
}
