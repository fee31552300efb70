// The job this jobctl runs in, if it does: the daemon tells its children who they are.

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The job around this process.
enum OwnJob {
  /// Its id.
  static var id: Int64? { ProcessInfo.processInfo.environment["JOBD_JOB_ID"].flatMap { Int64($0) } }
}
