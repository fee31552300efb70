// A user of this machine, as its name service knows them: by name, as people write them down; the numbers are looked up
// when they are needed, since they may change.

import Glibc
import SystemPackage

/// What running as somebody takes.
struct UserAccount: Hashable, Sendable {
  let name: String
  let uid: uid_t
  let gid: gid_t
  /// All groups, the one above included.
  let groups: [gid_t]
  let home: String
  let shell: String

  /// Looks a user up; `nil` if there is none of that name. May wait for a server, so it is not called on a thread that
  /// others wait for.
  static func named(_ name: String) throws(Errno) -> UserAccount? {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 1_024)
    while true {
      let number = getpwnam_r(name, &entry, &buffer, buffer.count, &found)
      if number == ERANGE && buffer.count < Limits.accountBytesMax {
        buffer = [CChar](repeating: 0, count: buffer.count * 4)
        continue
      }
      // Some name services say of an unknown user that something is not there.
      if number != 0 && number != ENOENT && number != ESRCH { throw Errno(rawValue: number) }
      guard number == 0, found != nil else { return nil }
      let (uid, gid) = (entry.pw_uid, entry.pw_gid)
      return UserAccount(
        name: name, uid: uid, gid: gid, groups: try groups(of: name, gid), home: text(entry.pw_dir) ?? "/",
        shell: text(entry.pw_shell) ?? "/bin/sh")
    }
  }

  private static func groups(of name: String, _ gid: gid_t) throws(Errno) -> [gid_t] {
    var count: Int32 = 64
    while true {
      let room = count
      var groups = [gid_t](repeating: 0, count: Int(room))
      if getgrouplist(name, gid, &groups, &count) >= 0 { return Array(groups.prefix(Int(count))) }
      // It says how many there are.
      if count <= room || count > Limits.groupsMax { throw Errno(rawValue: E2BIG) }
    }
  }

  private static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String? {
    guard let text = pointer.map({ String(cString: $0) }), !text.isEmpty else { return nil }
    return text
  }
}
