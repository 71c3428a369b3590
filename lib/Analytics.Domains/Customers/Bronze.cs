using Analytics.Engine;

namespace Analytics.Domains.Customers;

/// <summary>The raw columns: a shop's own export with French headers, invoice lines as UCI's Online Retail publishes them, and orders as Olist does.</summary>
internal static class Bronze
{
    public static Source Customers { get; } =
        new(
            "customers",
            new Layout(
                "customers",
                "!customer_id:id|id_client",
                "!name|nom",
                "!email",
                "registered_on:time|date_inscription",
                "country|pays"
            )
            {
                Personal = ["name", "email"],
                DayFirst = true,
                Zone = "Europe/Paris",
            }
        );

    /// <summary>Whole purchases, or one line per row of an invoice; both may come as one file per day.</summary>
    public static Source Purchases { get; } =
        new(
            "purchases",
            new Layout(
                "purchases",
                "!purchase_id:id|id_achat",
                "!customer_id:id|id_client",
                "!purchased_at:time|date_achat",
                "!amount:number|montant",
                "product|produit",
                "product_id:id|id_produit",
                "quantity:number|quantite",
                "unit_price:number|prix_unitaire",
                "country|pays"
            )
            {
                DayFirst = true,
                Zone = "Europe/Paris",
            },
            new Layout(
                "online_retail",
                "!purchase_id:id|InvoiceNo|Invoice",
                "!product_id:id|StockCode",
                "product|Description",
                "!quantity:number|Quantity",
                "!purchased_at:time|InvoiceDate",
                "!unit_price:number|UnitPrice|Price",
                "!customer_id:id|CustomerID|Customer ID",
                "country|Country",
                "amount:number"
            )
            {
                Zone = "Europe/London",
            }
        );

    /// <summary>Olist's orders, their items and the people behind their customer ids, of which each order has a new one.</summary>
    public static Source Orders { get; } =
        new(
            "orders",
            new Layout(
                "olist_orders",
                "!purchase_id:id|order_id",
                "!order_customer:id|customer_id",
                "!status|order_status",
                "!purchased_at:time|order_purchase_timestamp"
            )
            {
                Zone = "America/Sao_Paulo",
            }
        );

    public static Source OrderItems { get; } =
        new(
            "order_items",
            new Layout(
                "olist_items",
                "!purchase_id:id|order_id",
                "!line:number|order_item_id",
                "!product_id:id",
                "!unit_price:number|price"
            )
        );

    public static Source OrderCustomers { get; } =
        new(
            "order_customers",
            new Layout("olist_customers", "!order_customer:id|customer_id", "!person:id|customer_unique_id", "state|customer_state")
        );
}
