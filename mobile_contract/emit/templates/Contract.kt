// Made by `python -m mobile_contract.emit` for contract /* contract */; do not edit.
@file:OptIn(ExperimentalSerializationApi::class)

package org.hexward.contract

import kotlinx.serialization.ExperimentalSerializationApi
import kotlinx.serialization.KSerializer
import kotlinx.serialization.SerialName
import kotlinx.serialization.Serializable
import kotlinx.serialization.builtins.ListSerializer
import kotlinx.serialization.builtins.nullable
import kotlinx.serialization.descriptors.SerialDescriptor
import kotlinx.serialization.encoding.Decoder
import kotlinx.serialization.encoding.Encoder
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonClassDiscriminator
import kotlinx.serialization.json.JsonDecoder
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonEncoder
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.decodeFromJsonElement
import kotlinx.serialization.json.encodeToJsonElement
import kotlinx.serialization.json.jsonArray

/** How this contract is read and written: unknown fields are left out, defaults are not written. */
val ContractJson: Json = Json {
    ignoreUnknownKeys = true
    encodeDefaults = false
    explicitNulls = true
    classDiscriminator = "kind"
}

const val CONTRACT: Int = /* contract */

/** An RFC 3339 date and time with its offset. */
typealias Instant = String

/** Bytes as Base64 (RFC 4648, with padding). */
typealias Base64Bytes = String

/** What is wrong with a value: which field, and which rule it breaks. */
data class Fault(val path: String, val rule: String)

/** A value that a client writes, and that a strict server checks. */
interface Checked {
    /** What a strict server would refuse; none is well. */
    fun faults(): List<Fault>
}

/** What a change says of a field: what the screen showed, and what is meant now; null is "empty". */
@Serializable(with = EditSerializer::class)
data class Edit<T : Any>(val was: T?, val now: T?)

class EditSerializer<T : Any>(item: KSerializer<T>) : KSerializer<Edit<T>> {
    private val both = ListSerializer(item.nullable)
    override val descriptor: SerialDescriptor = both.descriptor

    override fun serialize(encoder: Encoder, value: Edit<T>) = both.serialize(encoder, listOf(value.was, value.now))

    override fun deserialize(decoder: Decoder): Edit<T> {
        val (was, now) = both.deserialize(decoder)
        return Edit(was, now)
    }
}

private fun MutableList<Fault>.check(holds: Boolean, path: String, rule: String) {
    if (!holds) add(Fault(path, rule))
}

private fun MutableList<Fault>.below(path: String, inner: Checked?) {
    inner?.faults()?.forEach { add(Fault("$path.${it.path}", it.rule)) }
}

private fun points(text: String): Int = text.codePointCount(0, text.length)
