// The terminal of a screen: a thread of its own reads keys and writes pictures, so that a terminal that takes nothing holds
// up nobody else.

import CLinux
import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A terminal that is taken over until `close`.
final class ScreenTerminal: Sendable {
  /// What comes from it.
  enum News: Sendable {
    case keys([UInt8])
    /// It has another size, or has to be drawn anew.
    case changed
    /// There is nobody any more.
    case gone
  }

  private struct Picture {
    let lines: [String]
    let size: ScreenSize
  }

  private struct State {
    /// The latest that is to be shown; earlier ones that were not are left out.
    var next: Picture?
    var isOver = false
  }

  /// Alternate buffer, no cursor, no lines that go on in the next one; and all of that taken back.
  private static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
  private static let leave = "\u{1B}[?2026l\u{1B}[?7h\u{1B}[?25h\u{1B}[0m\u{1B}[?1049l"
  /// Between two pictures.
  private static let pictureTime = Duration.milliseconds(100)
  /// Whoever draws a window larger sends many sizes.
  private static let settleTime = Duration.milliseconds(50)

  private let descriptor: Int32
  private let queue = DispatchQueue(label: "jobctl.screen")
  private let state = Mutex(State())

  /// Takes the terminal over; `tell` hears of it until `close`.
  init(_ tell: @escaping @Sendable (News) -> Void) throws(CommandFailure) {
    descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CommandFailure(.other, "There is no terminal: \(String(cString: strerror(errno))).")
    }
    let failure = screen_open(descriptor, Self.enter, Self.leave)
    guard failure == 0 else {
      throw CommandFailure(.other, "The terminal cannot be used: \(String(cString: strerror(failure))).")
    }
    queue.async { [self] in run(tell) }
  }

  var size: ScreenSize { ScreenSize(of: descriptor) }

  func show(_ lines: [String], _ size: ScreenSize) {
    state.withLock { $0.next = Picture(lines: lines, size: size) }
    screen_nudge()
  }

  /// Gives the terminal back.
  func close() {
    state.withLock { $0.isOver = true }
    screen_nudge()
    // Behind the thread's last picture, which is soon: nobody may write to the terminal that it is left with.
    queue.sync { screen_close() }
  }

  // MARK: The thread

  private func run(_ tell: (News) -> Void) {
    var painter = ScreenPainter()
    var changesAt: ContinuousClock.Instant?
    var paintsAt = ContinuousClock.now
    while true {
      let (isOver, hasNext) = state.withLock { ($0.isOver, $0.next != nil) }
      if isOver { return }
      let now = ContinuousClock.now
      if let due = changesAt, due <= now {
        changesAt = nil
        painter.forget()
        tell(.changed)
      }
      let mayPaint = hasNext && paintsAt <= now
      let waits = [changesAt, hasNext && !mayPaint ? paintsAt : nil].compactMap { $0 }.min()
      let found = wait(forRoom: mayPaint, until: waits, now)
      if found.mustStop { screen_stop() } else if found.goesOn { screen_show() }
      if found.hasChanged || found.mustStop || found.goesOn, changesAt == nil { changesAt = .now + Self.settleTime }
      if found.isReadable {
        guard let keys = readKeys() else { return tell(.gone) }
        if !keys.isEmpty { tell(.keys(keys)) }
      }
      if found.isGone { return tell(.gone) }
      if found.isWritable, let next = state.withLock({ $0.next.take() }) {
        paintsAt = .now + Self.pictureTime
        // Where nothing can be written to nobody is any more, which the next look shows.
        let bytes = painter.paint(next.lines, next.size)
        bytes.withUnsafeBytes { screen_write($0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count) }
      }
    }
  }

  private struct Found {
    var isReadable = false
    var isWritable = false
    var isGone = false
    var hasChanged = false
    var mustStop = false
    var goesOn = false
  }

  private func wait(
    forRoom wantsRoom: Bool, until due: ContinuousClock.Instant?, _ now: ContinuousClock.Instant
  ) -> Found {
    let pipe = screen_news()
    let events = Int16(POLLIN) | (wantsRoom ? Int16(POLLOUT) : 0)
    var looked = [
      pollfd(fd: descriptor, events: events, revents: 0), pollfd(fd: pipe, events: Int16(POLLIN), revents: 0),
    ]
    let pause = due.map { Int32(max(0, (($0 - now) / .milliseconds(1)).rounded(.up))) } ?? -1
    guard poll(&looked, nfds_t(looked.count), pause) > 0 else { return Found() }
    var found = Found()
    if looked[1].revents != 0 {
      var bytes = [UInt8](repeating: 0, count: 256)
      let count = read(pipe, &bytes, bytes.count)
      let news = bytes.prefix(max(0, count))
      found.hasChanged = news.contains(UInt8(SCREEN_CHANGED))
      found.mustStop = news.contains(UInt8(SCREEN_STOP))
      found.goesOn = news.contains(UInt8(SCREEN_GOES_ON))
    }
    let seen = Int32(looked[0].revents)
    found.isGone = seen & (POLLHUP | POLLERR | POLLNVAL) != 0
    found.isReadable = !found.isGone && seen & POLLIN != 0
    found.isWritable = seen & POLLOUT != 0
    return found
  }

  /// Nil at the end: the window is closed.
  private func readKeys() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = read(descriptor, &bytes, bytes.count)
    if count < 0, errno == EINTR || errno == EAGAIN { return [] }
    return count > 0 ? Array(bytes[..<count]) : nil
  }
}
