// Why a child could not be started, told apart by whose fault it is: the job's, or a machine that is short of
// something and will have it again.

import Glibc
import SystemPackage

/// The mapping from errno to an outcome.
enum SpawnFailure {
  /// The errnos of a shortage: the start is tried again without using up an attempt.
  private static let shortages: Set<Int32> = [EAGAIN, EMFILE, ENFILE, ENOMEM, ENOSPC, EDQUOT]

  /// Whether the machine had no room for it just now.
  static func isShortage(_ number: Int32) -> Bool { shortages.contains(number) }

  static func outcome(_ number: Int32, doing what: String, passes: Bool = false) -> Outcome {
    // The name of a program may be as long as an argument.
    let subject = what.firstBytes(Limits.errorMessageBytesMax / 2)
    let failure = JobFailure(code: name(number), message: "\(subject): \(String(cString: strerror(number)))")
    return passes || isShortage(number) ? .resourceShortage(failure) : .spawnFailed(failure)
  }

  /// - Parameters:
  ///   - program: as the job names it.
  ///   - directory: where the child was to be.
  ///   - user: as whom, if not as jobd.
  static func outcome(
    _ fault: StartFault, _ program: String, directory: String?, user: String? = nil
  ) -> Outcome {
    let user = user ?? "the user of jobd"
    return switch fault.step {
    case .user: outcome(fault.number, doing: "cannot run as \(user)")
    case .left:
      outcome(
        fault.number,
        doing:
          "cannot run as \(user): \(Limits.guestsUnreapedMax) commands that were killed before they had begun do not "
          + "end, because a file system does not answer")
    case .reach:
      outcome(fault.number, doing: "\(user) cannot reach attempts/ in the data directory (chmod o+x what is above it)")
    case .directory: outcome(fault.number, doing: "cannot change to \(directory ?? "the working directory")")
    // A disk that takes long, or a machine with too much to do.
    case .execute where fault.number == ETIMEDOUT:
      outcome(fault.number, doing: "cannot execute \(program)", passes: true)
    case .create, .descriptors, .execute: outcome(fault.number, doing: "cannot execute \(program)")
    }
  }

  /// The symbolic name of an errno, as people search for it.
  static func name(_ number: Int32) -> String {
    switch number {
    case ENOENT: "ENOENT"
    case EACCES: "EACCES"
    case EPERM: "EPERM"
    case ENOEXEC: "ENOEXEC"
    case ENOTDIR: "ENOTDIR"
    case EAGAIN: "EAGAIN"
    case EMFILE: "EMFILE"
    case ENFILE: "ENFILE"
    case ENOMEM: "ENOMEM"
    case ENOSPC: "ENOSPC"
    case EDQUOT: "EDQUOT"
    case E2BIG: "E2BIG"
    case ELOOP: "ELOOP"
    case ENAMETOOLONG: "ENAMETOOLONG"
    case EISDIR: "EISDIR"
    case ETXTBSY: "ETXTBSY"
    case EIO: "EIO"
    case ETIMEDOUT: "ETIMEDOUT"
    default: "E\(number)"
    }
  }
}
