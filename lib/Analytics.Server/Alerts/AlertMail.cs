using System.Net.Sockets;
using Analytics.Server.Hosting;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Analytics.Server.Alerts;

/// <summary>Sends alerts by e-mail. The same message, sent again, has the same Message-Id.</summary>
internal sealed class AlertMail(ServerSettings settings, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <returns>Null when the mail server took it, else why not.</returns>
    public async Task<string?> Send(Delivery delivery, CancellationToken cancellation)
    {
        if (settings.Recipients.Count == 0)
        {
            return "nobody gets alerts by e-mail any more (the setting AlertTo)";
        }

        using var message = Message(delivery);
        using var client = new SmtpClient { Timeout = (int)s_patience.TotalMilliseconds };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Of this machine's clock: a mail server that hangs hangs in real time.
        end.CancelAfter(s_patience);
        try
        {
            await client.ConnectAsync(settings.SmtpHost, settings.SmtpPort, Security, end.Token);
            if (settings.SmtpUser.Length > 0)
            {
                await client.AuthenticateAsync(settings.SmtpUser, settings.SmtpPassword, end.Token);
            }

            await client.SendAsync(message, end.Token);
            await client.DisconnectAsync(quit: true, end.Token);
            return null;
        }
        catch (Exception error)
            when (error
                    is SocketException
                        or IOException
                        or SslHandshakeException
                        or AuthenticationException
                        or CommandException
                        or ProtocolException
                        or NotSupportedException
            )
        {
            return $"the mail server did not take it: {error.Message}";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Invariant($"the mail server did not answer within {s_patience.TotalSeconds:0} s");
        }
    }

    private SecureSocketOptions Security =>
        settings.SmtpSecurity switch
        {
            "tls" => SecureSocketOptions.SslOnConnect,
            "none" => SecureSocketOptions.None,
            _ => SecureSocketOptions.StartTls,
        };

    private MimeMessage Message(Delivery delivery)
    {
        var alert = delivery.Alert;
        var from = MailboxAddress.Parse(settings.AlertFrom);
        var message = new MimeMessage
        {
            Date = time.GetUtcNow(),
            Subject = $"[{(delivery.Event == "opened" ? alert.Severity : delivery.Event)}] {alert.Component}: {alert.Rule}",
            MessageId = Invariant($"alert-{alert.Id}-{delivery.Event}-{alert.OpenedAt:yyyyMMddHHmmssfff}@{from.Domain}"),
            Body = new TextPart("plain") { Text = Text(delivery) },
        };
        message.From.Add(from);
        message.To.AddRange(settings.Recipients.Select(each => MailboxAddress.Parse(each)));
        return message;
    }

    private static string Text(Delivery delivery)
    {
        var alert = delivery.Alert;
        var limit = alert.AtMost is { } most ? Invariant($"at most {most:0.####}") : Invariant($"at least {alert.AtLeast:0.####}");
        return Invariant(
            $"""
            {alert.Component}: {alert.Summary}.
            Value {alert.Value:0.####}, wanted {limit}.
            Rule {alert.Rule}, severity {alert.Severity}.
            Opened {alert.OpenedAt:yyyy-MM-dd HH:mm:ss} UTC{(
                alert.ResolvedAt is { } over ? Invariant($", resolved {over:yyyy-MM-dd HH:mm:ss} UTC") : ""
            )}.

            """
        );
    }
}
