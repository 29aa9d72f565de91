package io.carillon.cli;

import io.carillon.InvalidValueException;
import io.carillon.schedule.InvalidScheduleException;
import io.carillon.server.StartException;
import io.carillon.spi.StoreException;
import io.carillon.web.api.ApiException;
import io.carillon.web.api.InvalidDocumentException;
import io.carillon.web.api.Json;

/**
 * What a command says and ends with when something went wrong.
 *
 * @param status exit status
 * @param message lines for the user
 * @param unexpected whether it is our own fault, and its stack is worth a look
 */
record Refusal(int status, String message, boolean unexpected) {
    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;

    static Refusal of(Throwable error) {
        String message = String.valueOf(error.getMessage());
        return switch (error) {
            case UsageException bad -> new Refusal(BAD_INPUT, message, false);
            case FailedException failed -> new Refusal(FAILED, message, false);
            case StartException start -> new Refusal(start.status(), message, false);
            case InvalidDocumentException refused -> new Refusal(BAD_INPUT, message, false);
            case InvalidValueException refused -> new Refusal(BAD_INPUT, message, false);
            case InvalidScheduleException refused -> new Refusal(BAD_INPUT, message, false);
            case Json.Malformed malformed -> new Refusal(BAD_INPUT, message, false);
            case ApiException api -> new Refusal(isInput(api) ? BAD_INPUT : FAILED, api.detail(), false);
            case StoreException lost -> new Refusal(FAILED, message, false);
            default -> new Refusal(FAILED, "unexpected error: " + error, true);
        };
    }

    /** Whether the words of the command were at fault, rather than the state of things. */
    private static boolean isInput(ApiException refused) {
        return refused.status() == 400 || refused.status() == 413;
    }
}
