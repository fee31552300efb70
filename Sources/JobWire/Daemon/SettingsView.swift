// The answer of `GET|PUT /v1/settings`.

/// What is set of the daemon as a whole.
public struct SettingsView: Sendable, Equatable {
  /// Who is told of the end of every job.
  public var callbacks: [CallbackSpec]
  /// Who says them.
  public var callbacksSource: CallbacksSource

  /// Where callbacks for every job come from.
  public enum CallbacksSource: String, Sendable, CaseIterable {
    /// `PUT /v1/settings`, or nobody so far.
    case settings
    /// The configuration, which wins: a request cannot change them.
    case configuration
    /// What is stored cannot be read: nobody is told until they are set anew.
    case unreadable
  }

  public init(callbacks: [CallbackSpec], callbacksSource: CallbacksSource) {
    self.callbacks = callbacks
    self.callbacksSource = callbacksSource
  }
}

extension SettingsView.CallbacksSource: WireEncodable {
  package func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}

extension SettingsView: WireEncodable, WireDecodable {
  package static var unknownFields: ObjectReader.UnknownFields { .ignored }

  package func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("callbacks", callbacks)
    writer.field("callbacks_source", callbacksSource)
    writer.endObject()
  }

  package init(fields reader: inout ObjectReader) {
    callbacks =
      reader.required("callbacks", reader.objects("callbacks", unknown: .ignored) { CallbackSpec(fields: &$0) }, or: [])
    callbacksSource = reader.required("callbacks_source", reader.choice("callbacks_source"), or: .settings)
  }
}
