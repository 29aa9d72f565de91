package io.carillon.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** The page: three files, read once, under a policy that allows nothing but them and this server. */
@RestController
final class PageController {
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Asset page = Asset.load("page.html", "text/html");
    private final Asset script = Asset.load("page.js", "text/javascript");
    private final Asset style = Asset.load("page.css", "text/css");

    @GetMapping("/")
    ResponseEntity<byte[]> page(WebRequest request) {
        return page.answer(request);
    }

    @GetMapping("/page.js")
    ResponseEntity<byte[]> script(WebRequest request) {
        return script.answer(request);
    }

    @GetMapping("/page.css")
    ResponseEntity<byte[]> style(WebRequest request) {
        return style.answer(request);
    }

    /** A file of the page. */
    private record Asset(byte[] content, MediaType type, String tag) {
        static Asset load(String name, String type) {
            try (InputStream in = PageController.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException("the page's file " + name + " is missing from the jar");
                }
                byte[] content = in.readAllBytes();
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
                String tag = '"' + HexFormat.of().formatHex(hash, 0, 8) + '"';
                return new Asset(content, new MediaType(MediaType.valueOf(type), StandardCharsets.UTF_8), tag);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        ResponseEntity<byte[]> answer(WebRequest request) {
            if (request.checkNotModified(tag)) {
                return ResponseEntity.status(304).eTag(tag).build();
            }
            return ResponseEntity.ok()
                    .eTag(tag)
                    .cacheControl(CacheControl.noCache())
                    .contentType(type)
                    .header("Content-Security-Policy", POLICY)
                    .header("X-Content-Type-Options", "nosniff")
                    .header("Referrer-Policy", "no-referrer")
                    .body(content);
        }
    }
}
