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
  ///
  /// - Parameter adapt: takes out what its reader may not see of a queue or a schedule. A job is shown alike to all who
  ///   see it, and what is sent of it is made once for them.
  func append(_ event: QueueEvent, to text: inout [UInt8], _ adapt: (inout EventView) -> Void) {
    guard case .job(let news) = event.what else {
      var view = EventView(withoutJob: event)
      adapt(&view)
      return append(SentEvent(view), to: &text)
    }
    // Each snapshot has been read for one reader.
    if event.isSnapshot { return append(SentEvent(EventView(withoutJob: event), job: news.job.text), to: &text) }
    let shared = news.text {
      var change = event
      change.hasLeft = false
      return SentEvent(EventView(withoutJob: change), job: news.job.text)
    }
    if !event.hasLeft { return append(shared, to: &text) }
    append(SentEvent(EventView(withoutJob: event), job: shared.bytes[shared.job]), to: &text)
  }

  private func append(_ event: SentEvent, to text: inout [UInt8]) {
    switch self {
    case .events: text += event.bytes
    case .lines:
      text += event.bytes[event.data]
      text.append(Self.lineFeed)
    }
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

  fileprivate static let lineFeed = UInt8(ascii: "\n")
}

extension SentEvent {
  /// - Parameters:
  ///   - view: without the job.
  ///   - job: its JSON, with which the data end.
  fileprivate init(_ view: EventView, job: ArraySlice<UInt8>? = nil) {
    var writer = JSONWriter()
    view.write(to: &writer, job: job)
    // A gap before a snapshot takes the place back that a browser has kept: there is none to go on from.
    let place = view.id != nil || view.reason != nil ? "id: \(view.id ?? "")\n" : ""
    let head = "\(place)event: \(view.event)\ndata: "
    let data = head.utf8.count..<head.utf8.count + writer.bytes.count
    var bytes: [UInt8] = []
    // It is kept: with no more room than it takes.
    bytes.reserveCapacity(data.upperBound + 2)
    bytes += head.utf8
    bytes += writer.bytes
    bytes += [EventFormat.lineFeed, EventFormat.lineFeed]
    let jobEnd = data.upperBound - 1
    self.init(bytes: bytes, data: data, job: jobEnd - (job?.count ?? 0)..<jobEnd)
  }
}

extension EventJob {
  /// Its JSON.
  fileprivate var text: ArraySlice<UInt8> {
    var writer = JSONWriter()
    JobView(self).writeBrief(to: &writer)
    return writer.bytes[...]
  }
}
