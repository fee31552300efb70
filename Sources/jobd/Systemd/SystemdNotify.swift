// Tells systemd how the daemon is (sd_notify(3)): one datagram per message to the socket named in NOTIFY_SOCKET.
// Written by hand because it is thirty lines, and libsystemd would be a dependency of every build.

import Glibc

/// The service manager's notification socket; does nothing when the daemon was not started by one.
struct SystemdNotify: Sendable {
  /// A path, or an abstract name with `@` for its leading NUL.
  private let address: String?

  init(environment: [String: String]) {
    address = environment["NOTIFY_SOCKET"].flatMap { $0.hasPrefix("/") || $0.hasPrefix("@") ? $0 : nil }
  }

  /// A message; several may travel in one datagram.
  enum Message {
    case ready
    case stopping
    case watchdog
    case status(String)
    case mainPID(Int32)
    /// Asks for this much more time, from now, to finish starting or stopping.
    case extendTimeout(micros: Int64)

    var text: String {
      switch self {
      case .ready: "READY=1"
      case .stopping: "STOPPING=1"
      case .watchdog: "WATCHDOG=1"
      // A newline would begin another message.
      case .status(let text): "STATUS=\(text.split(whereSeparator: \.isNewline).joined(separator: " "))"
      case .mainPID(let pid): "MAINPID=\(pid)"
      case .extendTimeout(let micros): "EXTEND_TIMEOUT_USEC=\(micros)"
      }
    }

    /// Whether the service goes wrong when this message is lost. The others are repeated or only for people.
    fileprivate var isEssential: Bool {
      switch self {
      case .ready, .stopping, .mainPID, .extendTimeout: true
      case .watchdog, .status: false
      }
    }
  }

  /// Sends the messages as one datagram. If the manager does not read its socket, this waits a little for it, and only
  /// with messages that it must not miss: it must not hold the daemon up.
  ///
  /// - Errors: none are reported. systemd itself acts when a message does not come, and nothing else can be done.
  func send(_ messages: Message...) {
    guard let address, let target = Self.socketAddress(address) else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var patience = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let flags = Int32(MSG_NOSIGNAL) | (messages.contains(where: \.isEssential) ? 0 : Int32(MSG_DONTWAIT))
    var payload = messages.map(\.text).joined(separator: "\n")
    payload.withUTF8 { bytes in
      var target = target
      withUnsafePointer(to: &target.address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
          _ = sendto(descriptor, bytes.baseAddress, bytes.count, flags, generic, target.length)
        }
      }
    }
  }

  private static let patienceSeconds = 2

  /// The length counts the name only: an abstract name is every byte up to it, trailing NULs included.
  private static func socketAddress(_ name: String) -> (address: sockaddr_un, length: socklen_t)? {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(name.utf8)
    let isAbstract = name.hasPrefix("@")
    if isAbstract { bytes[0] = 0 }
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let end = MemoryLayout<sockaddr_un>.offset(of: \.sun_path).map { $0 + bytes.count + (isAbstract ? 0 : 1) }
    return end.map { (address, socklen_t($0)) }
  }
}
