package io.carillon.web;

import io.carillon.web.api.ApiException;
import io.carillon.web.api.FieldError;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request's body as a tree, empty when there is none; see {@link JsonBodyReader}. */
record JsonBody(Map<String, @Nullable Object> fields) {
    /**
     * For calls that take nothing: a field would be a wish that nobody fulfils.
     *
     * @throws ApiException naming the first field
     */
    void requireEmpty() {
        for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
            throw ApiException.of(
                    400, List.of(FieldError.of(field.getKey(), "no field: this call takes none", field.getValue())));
        }
    }
}
