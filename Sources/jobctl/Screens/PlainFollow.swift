// Instead of a screen, where there is none or nobody sees it: a line for each change.

import JobClient
import JobWire

/// Follows without drawing anything anew.
enum PlainFollow {
  static func run(_ client: JobClient, _ request: EventRequest) async throws {
    let terminal = Terminal.current
    let events = client.events(request, patience: nil) { error in
      Console.note("jobctl: \(error.description) Going on when the daemon is back.")
    }
    for try await event in events {
      if let line = EventText(terminal: terminal, moment: .current).line(event) { try Console.line(line) }
      try Console.flush()
    }
  }
}
