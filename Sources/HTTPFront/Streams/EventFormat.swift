// In which form events are sent: as server-sent events, which browsers read by themselves, or a JSON object a line.

import JobCore
import JobWire

/// The form of a stream of events.
enum EventFormat: Sendable, Equatable {
  case events
  case lines

  /// What an Accept field likes best; server-sent events if it does not say.
  init(accept: String?) {
    var best: (format: EventFormat, quality: Double)?
    for range in (accept ?? "").split(separator: ",") {
      let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" }.lowercased() }
      guard let type = parts.first, let format = Self.named(type) else { continue }
      let quality = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
      if quality > best?.quality ?? 0 { best = (format, quality) }
    }
    self = best?.format ?? .events
  }

  private static func named(_ type: String) -> EventFormat? {
    switch type {
    case WireHeader.eventStream: .events
    case WireHeader.ndjson, "application/ndjson", WireHeader.json: .lines
    default: nil
    }
  }

  var contentType: ContentType { self == .events ? .events : .lines }

  // MARK: Text

  /// Appends an event.
  func append(_ event: QueueEvent, to text: inout [UInt8], _ adapt: (inout EventView) -> Void) {
    var view = EventView(withoutJob: event)
    adapt(&view)
    var writer = JSONWriter()
    view.write(to: &writer, job: event.jobText)
    switch self {
    case .lines: text += writer.bytes
    case .events:
      // A gap before a snapshot takes the place back that a browser has kept: there is none to go on from.
      if view.id != nil || view.reason != nil { text += "id: \(view.id ?? "")\n".utf8 }
      text += "event: \(view.event)\ndata: ".utf8
      text += writer.bytes
      text.append(Self.lineFeed)
    }
    text.append(Self.lineFeed)
  }

  /// Appends a sign of life, which says where the stream is; within a snapshot it is nowhere.
  func append(heartbeatAt place: EventPosition?, to text: inout [UInt8]) {
    switch self {
    case .lines:
      EventView(.heartbeat, id: place?.text).jsonBytes(capacity: 128).forEach { text.append($0) }
      text.append(Self.lineFeed)
    // Without data it moves the place and fires nothing; a comment does neither.
    case .events: text += (place.map { "id: \($0.text)\n\n" } ?? ":\n\n").utf8
    }
  }

  private static let lineFeed = UInt8(ascii: "\n")
}

extension QueueEvent {
  /// The JSON of the job that it is about.
  fileprivate var jobText: [UInt8]? {
    guard case .job(let news) = what else { return nil }
    return news.text {
      var writer = JSONWriter()
      JobView(news.job).writeBrief(to: &writer)
      return writer.bytes
    }
  }
}
