// Starts a child, be it a command, a worker or the program of a callback. Blocks for as long as the kernel takes to load
// the program, so it is never called on an event loop or in a task.

import CLinux
import Glibc

/// Why a child could not be started; then there is none, or one that has been killed.
struct StartFault: Error, Hashable {
  enum Step: Hashable {
    case create, descriptors, user, reach, directory, execute
    /// Before all of them: too many children of its user are left, see `GuestStarts`.
    case left
  }

  let step: Step
  /// What errno says.
  let number: Int32
  /// A child that has been killed before it had executed its program: it has yet to end, and to be reaped.
  var left: pid_t?

  var message: String { String(cString: strerror(number)) }
}

/// What a child is born with: a session and process group of its own, signals as at the birth of a process, and nothing
/// open but what it is given.
struct ChildStart: Sendable {
  /// Its program is the first of these that can be executed.
  let paths: [String]
  let arguments: [String]
  /// Variables as `NAME=value` and a NUL.
  let environment: [[UInt8]]
  /// As whom it runs; `nil` is the daemon itself. All that follows is done as that user.
  var user: User?
  /// `nil`: where the daemon is.
  var directory: String?
  /// Where it is if it cannot be there; `nil`: then it does not start.
  var otherDirectory: String?
  /// Added to the daemon's niceness, as far as that is allowed.
  var nice = 0
  var defaults = ChildDefaults()
  /// How long another user may keep it from executing its program.
  var patienceMillis = Limits.becomingMillis

  /// Another user, and what that user has to be able to work in.
  struct User: Hashable, Sendable {
    let uid: uid_t
    let gid: gid_t
    let groups: [gid_t]
    let place: String
  }

  /// As that user, at home unless it was said where.
  mutating func become(_ account: UserAccount, place: String) {
    user = User(uid: account.uid, gid: account.gid, groups: account.groups, place: place)
    if directory != nil { return }
    directory = account.home
    otherDirectory = "/"
  }

  /// Returns once the program is there; what is given becomes its descriptors 0, 1, 2 and so on.
  func start(_ descriptors: [Int32]) throws(StartFault) -> pid_t {
    precondition(descriptors.count <= CLINUX_CHILD_DESCRIPTORS_MAX, "a child has at most so many descriptors")
    var pid: pid_t = 0
    var step: Int32 = 0
    let number = Self.withCStrings(paths.map(Self.terminated)) { paths in
      Self.withCStrings(arguments.map(Self.terminated)) { arguments in
        Self.withCStrings(environment) { environment in
          descriptors.withUnsafeBufferPointer { descriptors in
            // The kernel takes paths that are not to be changed, the helper makes some that may be.
            paths.withMemoryRebound(to: UnsafePointer<CChar>?.self, capacity: self.paths.count + 1) { paths in
              var child = clinux_child()
              child.paths = paths
              child.arguments = arguments
              child.environment = environment
              child.descriptors = descriptors.baseAddress
              child.descriptor_count = Int32(descriptors.count)
              child.mask = defaults.umask.map { Int32($0) } ?? -1
              child.nice = Int32(nice)
              child.open_files = defaults.openFilesLimit ?? 0
              return start(&child, &pid, &step)
            }
          }
        }
      }
    }
    if number != 0 { throw StartFault(step: Self.step(step), number: number, left: pid > 0 ? pid : nil) }
    return pid
  }

  /// With what is there only as long as the call.
  private func start(_ child: inout clinux_child, _ pid: inout pid_t, _ step: inout Int32) -> Int32 {
    Self.withOptional(directory) { directory in
      Self.withOptional(otherDirectory) { otherDirectory in
        child.directory = directory
        child.other_directory = otherDirectory
        guard let user else { return clinux_start_child(&child, &pid, &step) }
        return user.place.withCString { place in
          user.groups.withUnsafeBufferPointer { groups in
            var known = clinux_user(
              uid: user.uid, gid: user.gid, groups: groups.baseAddress, group_count: Int32(groups.count))
            return withUnsafePointer(to: &known) { known in
              child.user = known
              child.reach = place
              child.patience_milliseconds = Int32(patienceMillis)
              return clinux_start_child(&child, &pid, &step)
            }
          }
        }
      }
    }
  }

  private static func step(_ number: Int32) -> StartFault.Step {
    switch Int(number) {
    case CLINUX_STEP_DESCRIPTORS: .descriptors
    case CLINUX_STEP_USER: .user
    case CLINUX_STEP_REACH: .reach
    case CLINUX_STEP_DIRECTORY: .directory
    case CLINUX_STEP_EXECUTE: .execute
    default: .create
    }
  }

  private static func terminated(_ text: String) -> [UInt8] { Array(text.utf8) + [0] }

  private static func withOptional<Value>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> Value) -> Value {
    guard let text else { return body(nil) }
    return text.withCString(body)
  }

  /// The texts, each ended by a NUL, as the kernel takes them.
  private static func withCStrings(
    _ texts: [[UInt8]], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { text in
      text.withUnsafeBytes { bytes in bytes.baseAddress.flatMap { strdup($0.assumingMemoryBound(to: CChar.self)) } }
    }
    defer { for pointer in pointers { free(pointer) } }
    if pointers.contains(nil) { return ENOMEM }
    pointers.append(nil)
    return pointers.withUnsafeBufferPointer { buffer in
      guard let address = buffer.baseAddress else { preconditionFailure("the array has at least its terminator") }
      return body(address)
    }
  }
}
