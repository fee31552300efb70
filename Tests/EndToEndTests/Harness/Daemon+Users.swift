// A daemon of root's whose jobs may run as other users, and those users.

import Foundation
import Testing

/// Users that every Linux has, as whom nothing else of these tests runs.
enum OtherUser {
  static let nobody = "nobody"
  static let daemon = "daemon"

  /// What may be asked only where the tests may become somebody else.
  static let areThere = geteuid() == 0 && getpwnam(nobody) != nil && getpwnam(daemon) != nil

  /// Whether others can run what was built: it may lie below root's home.
  static let reachesPrograms: Bool = {
    guard areThere, let uid = try? uid(nobody) else { return false }
    let command = ["/usr/bin/setpriv", "--reuid=\(uid)", "--regid=\(uid)", "--clear-groups"]
    return (try? Program(command + [BuiltProgram.jobd, "version"]))?.blockingStatus() == 0
  }()

  static func uid(_ name: String) throws -> uid_t {
    guard let entry = getpwnam(name) else { throw Unexpected("there is no user \(name)") }
    return entry.pointee.pw_uid
  }
}

extension Daemon {
  /// Tokens of the daemons below: their scopes and limits follow their names.
  enum Token: String, CaseIterable {
    /// Its commands run as nobody.
    case guest = "guest read,submit run_as=nobody"
    /// The same, and may do everything else.
    case guestAdmin = "guest-admin admin run_as=nobody"
    /// Nothing but the queue whose jobs run as nobody.
    case limited = "limited admin queues=guests"
    /// A user whom the configuration does not name.
    case unlisted = "unlisted submit run_as=bin"

    var text: String { "a-token-of-these-tests-\(self)" }
  }

  /// Starts one whose queue `guests` runs its jobs as nobody.
  ///
  /// - Parameters:
  ///   - scratch: the directory of an earlier one.
  ///   - users: `run_as.users`.
  ///   - through: a command before jobd's, which executes it.
  static func withUsers(
    _ scratch: Scratch? = nil, users: [String] = [OtherUser.nobody, OtherUser.daemon], guests: String? = "nobody",
    port: Int? = nil, through: [String] = []
  ) async throws -> Daemon {
    let isNew = scratch == nil
    let scratch = try scratch ?? Scratch()
    if isNew {
      // Others have to get through to the places of their attempts.
      guard chmod(scratch.path, 0o711) == 0, mkdir(scratch.file("data"), 0o700) == 0 else {
        throw Unexpected("\(scratch.path) cannot be prepared")
      }
      let lines = Token.allCases.map { "\($0.text) \($0.rawValue)\n" }.joined()
      let isWritten = FileManager.default.createFile(
        atPath: scratch.file("data/tokens"), contents: Data(lines.utf8), attributes: [.posixPermissions: 0o600])
      guard isWritten else { throw Unexpected("the tokens cannot be written") }
    }
    let queues = guests.map { "queues:\n  guests: {run_as: \($0)}\n" } ?? ""
    let config = "run_as:\n  users: [\(users.joined(separator: ", "))]\n\(queues)"
    try config.write(toFile: scratch.file("jobd.yaml"), atomically: true, encoding: .utf8)
    let listen = port.map { ["--listen", "http://127.0.0.1:\($0)"] } ?? []
    return try await Daemon(
      scratch, arguments: ["--config", scratch.file("jobd.yaml")] + listen,
      wrapper: ["/bin/sh", "-c", "umask 022; SECRET_OF_JOBD=1 TZ=Europe/Berlin exec \"$@\"", "sh"] + through)
  }

  /// A request with a token, as a proxy before the socket passes it on.
  func send(_ method: String, _ target: String, _ body: String = "", as token: String) async throws -> Answer {
    try await send(
      method, target, body, headers: ["Authorization": "Bearer \(token)", "X-Forwarded-For": "192.0.2.1"])
  }

  /// Submits with a token and returns the id.
  func submit(_ spec: String, as token: Token) async throws -> Int {
    let answer = try await send("POST", "/v1/jobs", spec, as: token.text)
    guard answer.status == 201, let id = answer.int("id") else { throw Unexpected("\(answer.status) \(answer.text)") }
    return id
  }

  /// What a shell in the queue `guests` writes; it has to succeed.
  func guest(_ script: String, _ more: String = "") async throws -> String {
    let id = try await shell(script, #""queue":"guests""# + (more.isEmpty ? "" : "," + more))
    let job = try await finished(id)
    guard job.string("state") == "succeeded" else {
      throw Unexpected("\(job.text) \(try await log(id, "stream=stderr").text)")
    }
    return try await log(id).text
  }

  func setQueue(_ name: String, _ body: String) async throws -> Answer {
    try await send("PUT", "/v1/queues/\(name)", body)
  }
}
